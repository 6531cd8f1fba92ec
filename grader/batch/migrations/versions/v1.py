"""Where gradebooks began: tables that nothing makes any more, only brings up to date."""

revision = "1"
down_revision = None


def upgrade() -> None:
    pass
