"""The routes of version 1, one module a topic; each makes its router from the parts that it is handed."""
