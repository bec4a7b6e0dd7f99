package org.consentledger.bench.measure;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.consentledger.store.UuidV7Factory;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/**
 * Streams of many people, copied into the event table by COPY. Each is a stream that the product wrote, under the id of
 * another person; what is sealed in it cannot be opened for them, and decisions never do.
 */
final class Filler {
    private static final Instant EPOCH_OF_POSTGRESQL = Instant.parse("2000-01-01T00:00:00Z");
    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int COLUMNS = 9;

    private final List<Stream> templates;
    private final List<UUID> subjects = new ArrayList<>();

    private record Stream(List<Stored> events, List<int[]> idAt) {}

    /** @param written whole streams, all of the same length */
    Filler(List<Stored> written) {
        var streams = new LinkedHashMap<String, List<Stored>>();
        written.forEach(event ->
                streams.computeIfAbsent(event.subject(), _ -> new ArrayList<>()).add(event));
        templates = streams.values().stream()
                .map(events -> new Stream(
                        events, events.stream().map(Filler::placesOfId).toList()))
                .toList();
    }

    /** How many events each person has. */
    int eventsEach() {
        return templates.getFirst().events().size();
    }

    /** Everybody filled in so far. */
    List<UUID> subjects() {
        return subjects;
    }

    /** Adds people until there are so many. */
    void fill(Connection database, String table, int people) throws SQLException, IOException {
        var fresh = new ArrayList<UUID>();
        while (subjects.size() + fresh.size() < people) {
            fresh.add(UuidV7Factory.next());
        }
        copy(database, table, fresh);
        subjects.addAll(fresh);
    }

    /** Copies one stream each. */
    void copy(Connection database, String table, List<UUID> people) throws SQLException, IOException {
        String command = "copy " + table
                + " (event_id, aggregate_id, sequence, aggregate_type, recorded_at, payload_type, payload_revision,"
                + " payload, metadata) from stdin (format binary)";
        var copied = new PGCopyOutputStream(database.unwrap(PGConnection.class), command, 1 << 16);
        try (var out = new DataOutputStream(new BufferedOutputStream(copied, 1 << 16))) {
            out.write(SIGNATURE);
            out.writeInt(0);
            out.writeInt(0);
            for (int i = 0; i < people.size(); i++) {
                write(out, templates.get(i % templates.size()), people.get(i).toString());
            }
            out.writeShort(-1);
        }
    }

    private static void write(DataOutputStream out, Stream stream, String subject) throws IOException {
        byte[] id = bytes(subject);
        long micros = ChronoUnit.MICROS.between(EPOCH_OF_POSTGRESQL, Instant.now());
        for (int i = 0; i < stream.events().size(); i++) {
            Stored event = stream.events().get(i);
            byte[] payload = event.payload().clone();
            for (int at : stream.idAt().get(i)) {
                System.arraycopy(id, 0, payload, at, id.length);
            }
            out.writeShort(COLUMNS);
            field(out, bytes(UuidV7Factory.next().toString()));
            field(out, id);
            out.writeInt(8);
            out.writeLong(event.sequence());
            field(out, bytes(event.aggregateType()));
            out.writeInt(8);
            out.writeLong(micros);
            field(out, bytes(event.payloadType()));
            field(out, bytes(event.payloadRevision()));
            field(out, payload);
            field(out, event.metadata());
        }
    }

    private static void field(DataOutputStream out, byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int[] placesOfId(Stored event) {
        var text = new String(event.payload(), StandardCharsets.ISO_8859_1);
        var places = new ArrayList<Integer>();
        for (int at = text.indexOf(event.subject()); at >= 0; at = text.indexOf(event.subject(), at + 1)) {
            places.add(at);
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }
}
