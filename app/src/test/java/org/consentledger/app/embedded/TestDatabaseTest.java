package org.consentledger.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {

    @Test
    void everyTestDatabaseIsEmptyAndItsOwnerAnOrdinaryRole() throws SQLException {
        var first = TestDatabase.create();
        var second = TestDatabase.create();
        assertThat(second.jdbcUrl()).isNotEqualTo(first.jdbcUrl());
        for (var database : new TestDatabase[] {first, second}) {
            try (var connection = DriverManager.getConnection(
                            database.jdbcUrl(), database.owner(), database.ownerPassword());
                    var statement = connection.createStatement()) {
                statement.execute("create table consent (id int)");
                try (var rows = statement.executeQuery("select rolsuper from pg_roles where rolname = current_user")) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getBoolean(1)).isFalse();
                }
            }
        }
    }
}
