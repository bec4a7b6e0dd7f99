package org.consentledger.store.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.UUID;
import org.consentledger.store.Misconfigured;
import org.consentledger.store.sealing.TestLedger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class AppendOnlyTest {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    @BeforeEach
    void recordAnEvent() {
        TestLedger.JDBC.sql("""
                        insert into ledger.event (event_id, aggregate_id, sequence, aggregate_type, recorded_at,
                            payload_type, payload_revision, payload, metadata)
                        values (gen_random_uuid()::text, ?, 0, 'Subject', now(), 'opted-out', '1', '{}', '{}')
                        """).param(UUID.randomUUID().toString()).update();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger.event set payload = payload",
                "update ledger.event set recorded_at = now() where sequence = 0",
                "delete from ledger.event",
                "truncate ledger.event",
                "truncate ledger.event cascade",
                "with gone as (delete from ledger.event returning 1) select count(*) from gone",
                "merge into ledger.event e using (values (1)) v (n) on true when matched then delete",
            })
    void neitherTheServersRoleNorTheOwnerChangesEvents(String statement) {
        long before = events();

        assertRefused(TestLedger.JDBC, statement);
        assertRefused(TestLedger.owner(), statement);
        assertThat(events()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table ledger.event disable trigger event_append_only",
                "alter table ledger.event disable trigger all",
                "drop trigger event_append_only on ledger.event",
                "drop table ledger.event",
                "alter table ledger.event add column note text",
                "create or replace function ledger.refuse_change() returns trigger language plpgsql as 'begin return null; end'",
                "create table ledger.other (id int)",
                "create trigger forge before insert on ledger.event for each row execute function ledger.refuse_change()",
                "create rule forge as on insert to ledger.event do instead nothing",
                "set session_replication_role = replica",
                "set role ledger",
                "update ledger.subject_key set subject_id = gen_random_uuid()",
                "select * from ledger.flyway_schema_history",
            })
    void theServersRoleCannotTakeTheLocksOff(String statement) {
        assertRefused(TestLedger.JDBC, statement);
    }

    @Test
    void aRoleThatMayOnlyAddIsTaken() {
        assertThat(AppendOnly.verify(TestLedger.JDBC)).isNotNull();
    }

    @Test
    void theOwnerIsRefusedAsTheRoleOfTheServer() {
        assertRefused(TestLedger.owner());
    }

    @Test
    void aSuperuserIsRefusedAsTheRoleOfTheServer() {
        assertRefused(TestLedger.superuser());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grant update on ledger.event to mistaken",
                "grant update (metadata) on ledger.event to mistaken",
                "grant delete on ledger.event to mistaken",
                "grant truncate on ledger.event to mistaken",
                "grant trigger on ledger.event to mistaken",
                "grant all on ledger.event to public",
                "grant ledger to mistaken with inherit false",
            })
    void aRoleThatWasGrantedTooMuchIsRefused(String grant) {
        TestLedger.superuser().sql("create role mistaken login").update();
        try {
            assertThat(AppendOnly.verify(TestLedger.role("mistaken"))).isNotNull();
            TestLedger.superuser().sql(grant).update();
            assertRefused(TestLedger.role("mistaken"));
        } finally {
            TestLedger.owner().sql("revoke all on ledger.event from public").update();
            TestLedger.superuser().sql("drop owned by mistaken").update();
            TestLedger.superuser().sql("drop role mistaken").update();
        }
    }

    @Test
    void disabledTriggersAreNoticed() {
        TestLedger.owner()
                .sql("alter table ledger.event disable trigger event_append_only")
                .update();
        try {
            assertThatThrownBy(() -> AppendOnly.verify(TestLedger.JDBC))
                    .isInstanceOf(Misconfigured.class)
                    .hasMessageContaining("event_append_only");
        } finally {
            TestLedger.owner()
                    .sql("alter table ledger.event enable trigger event_append_only")
                    .update();
        }
    }

    private static void assertRefused(JdbcClient role) {
        assertThatThrownBy(() -> AppendOnly.verify(role))
                .isInstanceOfSatisfying(
                        Misconfigured.class,
                        refused -> assertThat(refused.action())
                                .contains("create role", "spring.datasource.username", "spring.flyway.user"))
                .hasMessageContaining("ledger.event");
    }

    private static void assertRefused(JdbcClient role, String statement) {
        assertThatThrownBy(() -> role.sql(statement).query((row, n) -> 1).list())
                .as(statement)
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState()).isEqualTo(INSUFFICIENT_PRIVILEGE));
    }

    private static long events() {
        return TestLedger.JDBC
                .sql("select count(*) from ledger.event")
                .query(Long.class)
                .single();
    }
}
