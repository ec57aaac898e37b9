"""What touches hardware: camera, vision process, face, liveness, codes, printer; and simulated twins."""
