package org.consentledger.store.permission;

import java.util.HashMap;
import javax.sql.DataSource;
import org.consentledger.store.Misconfigured;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Two roles share the database: the owner of the tables, whom only migrations use, and the role of the server, which may
 * add events and can neither change nor remove them. Each start makes sure of it.
 */
@Configuration(proxyBeanMethods = false)
public class AppendOnly {
    /** The placeholder of migrations for the role of the server. */
    static final String ROLE_PLACEHOLDER = "application_role";

    /** Migrations grant to whoever the pool logs in as, so that no name is agreed on twice. */
    @Bean
    static FlywayConfigurationCustomizer applicationRole(DataSource pool) {
        return flyway -> {
            var placeholders = new HashMap<>(flyway.getPlaceholders());
            // JdbcClient as a bean would wait for the migrations.
            String role = JdbcClient.create(pool)
                    .sql("select current_user::text")
                    .query(String.class)
                    .single();
            placeholders.put(ROLE_PLACEHOLDER, role.replace("\"", "\"\""));
            flyway.placeholders(placeholders);
        };
    }

    @Bean
    Verified appendOnlyVerified(JdbcClient jdbc) {
        return verify(jdbc);
    }

    /** That the server's role cannot change events. */
    record Verified() {}

    /**
     * Asks the database what the server's role could do to events and the log.
     *
     * @throws Misconfigured if it could change or remove them, or have that allowed; owners and superusers can
     */
    static Verified verify(JdbcClient jdbc) {
        String changeable = jdbc.sql("""
                        select coalesce(string_agg(format('%I.%I', nspname, relname), ', '), '')
                        from pg_class join pg_namespace n on n.oid = relnamespace
                        where nspname = 'ledger' and relname in ('event', 'event_log') and relkind = 'r'
                            and (pg_has_role(relowner, 'member')
                                or has_table_privilege(pg_class.oid, 'update, delete, truncate, trigger')
                                or has_any_column_privilege(pg_class.oid, 'update'))""").query(String.class).single();
        if (!changeable.isEmpty()) {
            throw new Misconfigured(
                    "The database role of the server can change what must stand for ever (%s). It owns the tables, is a superuser, or was granted too much."
                            .formatted(changeable),
                    "Give the server a role of its own, made by: create role ledger_app login password '...'; Set"
                            + " spring.datasource.username and password to it, and spring.flyway.user and password to the"
                            + " owner of the tables, which migrates and grants the new role what it needs.");
        }
        String disabled = jdbc.sql("""
                        select coalesce(string_agg(tgname, ', '), '') from pg_trigger join pg_class c on c.oid = tgrelid join pg_namespace n on n.oid = relnamespace
                        where nspname = 'ledger' and relname in ('event', 'event_log') and not tgisinternal and tgenabled = 'D'""").query(String.class).single();
        if (!disabled.isEmpty()) {
            throw new Misconfigured(
                    "Somebody has disabled what keeps the ledger from being changed: trigger " + disabled,
                    "Find out who and why. Then, as the owner of the tables: alter table ... enable trigger ...");
        }
        return new Verified();
    }
}
