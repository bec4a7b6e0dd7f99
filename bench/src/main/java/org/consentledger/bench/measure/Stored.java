package org.consentledger.bench.measure;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** An event as the product stored it, to be written again under other names. */
record Stored(
        String subject,
        long sequence,
        String aggregateType,
        String payloadType,
        String payloadRevision,
        byte[] payload,
        byte[] metadata) {

    /** What people's streams hold, in order. */
    static List<Stored> some(Connection database, int limit) throws SQLException {
        var found = new ArrayList<Stored>();
        try (var statement = database.prepareStatement("""
            select aggregate_id, sequence, aggregate_type, payload_type, payload_revision, payload, metadata
            from ledger.event where aggregate_type = 'Subject' order by global_index limit ?\
            """)) {
            statement.setInt(1, limit);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Stored(
                            rows.getString(1),
                            rows.getLong(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getBytes(6),
                            rows.getBytes(7)));
                }
            }
        }
        return found;
    }
}
