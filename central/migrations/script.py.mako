"""${message}"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Towards this release."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Back to the release before; what was added is lost."""
    ${downgrades if downgrades else "pass"}
