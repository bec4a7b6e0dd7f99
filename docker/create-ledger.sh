#!/bin/sh
# Runs once, when the database is new. The ledger gets an ordinary role: a superuser could rewrite what is append-only.
set -eu
psql --set=ON_ERROR_STOP=1 --no-psqlrc --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
\getenv password LEDGER_DB_PASSWORD
create role ledger login password :'password';
create database ledger owner ledger;
SQL
