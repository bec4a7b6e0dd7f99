#!/bin/sh
# Runs once, when the database is new. Two ordinary roles, since a superuser could rewrite what is append-only: one owns the
# tables and brings them up to date, the other is the server's and is granted by the first what it needs.
set -eu
psql --set=ON_ERROR_STOP=1 --no-psqlrc --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
\getenv owner_password LEDGER_DB_OWNER_PASSWORD
\getenv password LEDGER_DB_PASSWORD
create role ledger login password :'owner_password';
create role ledger_app login password :'password';
create database ledger owner ledger;
SQL
