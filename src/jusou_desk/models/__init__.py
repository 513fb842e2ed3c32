"""暗号化された保管庫。SQLAlchemy・SQLCipher・Alembic・keyring を知るのはこの中だけ。"""
