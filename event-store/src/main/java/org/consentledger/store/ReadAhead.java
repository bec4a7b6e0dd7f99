package org.consentledger.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.serialization.SerializedMetaData;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedObject;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;

/**
 * What was read, in one statement, for commands that are handled together. While it is attached to their unit of work the
 * stores of this module take from it what they would otherwise ask the database for, each in a round trip of its own.
 */
public final class ReadAhead {
    private static final String RESOURCE = ReadAhead.class.getName();

    private final long catalogueHead;
    private final Map<String, Person> people = new HashMap<>();

    /** @param catalogueHead the number of events the catalogue has */
    public ReadAhead(long catalogueHead) {
        this.catalogueHead = catalogueHead;
    }

    /**
     * What the database holds of one person.
     *
     * @param stream the whole stream, oldest first; empty: the person is new
     * @param wrappedKey the stored form of the person's key; null: there is none
     */
    public record Person(List<StoredEvent> stream, byte @Nullable [] wrappedKey) {}

    /** One row of {@code ledger.event}. */
    public record StoredEvent(
            String type,
            String aggregateIdentifier,
            long sequenceNumber,
            String eventIdentifier,
            Instant timestamp,
            SerializedObject<byte[]> payload,
            SerializedObject<byte[]> metaData)
            implements DomainEventData<byte[]> {

        /** The row with these columns. */
        public static StoredEvent of(
                String aggregateType,
                String aggregateId,
                long sequence,
                String eventId,
                Instant recordedAt,
                String payloadType,
                String payloadRevision,
                byte[] payload,
                byte[] metadata) {
            return new StoredEvent(
                    aggregateType,
                    aggregateId,
                    sequence,
                    eventId,
                    recordedAt,
                    new SimpleSerializedObject<>(payload, byte[].class, payloadType, payloadRevision),
                    new SerializedMetaData<>(metadata, byte[].class));
        }

        @Override
        public String getType() {
            return type;
        }

        @Override
        public String getAggregateIdentifier() {
            return aggregateIdentifier;
        }

        @Override
        public long getSequenceNumber() {
            return sequenceNumber;
        }

        @Override
        public String getEventIdentifier() {
            return eventIdentifier;
        }

        @Override
        public Instant getTimestamp() {
            return timestamp;
        }

        @Override
        public SerializedObject<byte[]> getMetaData() {
            return metaData;
        }

        @Override
        public SerializedObject<byte[]> getPayload() {
            return payload;
        }
    }

    /** Adds what was read of a person, or that nothing is known of them. */
    public void add(SubjectId subject, Person person) {
        people.put(subject.toString(), person);
    }

    /** Has the stores look here for as long as this unit of work, or one below it, is the current one. */
    public void attachTo(UnitOfWork<?> root) {
        root.resources().put(RESOURCE, this);
    }

    /** What was read for the current unit of work; null where every store reads for itself. */
    public static @Nullable ReadAhead current() {
        return CurrentUnitOfWork.isStarted() ? CurrentUnitOfWork.get().root().getResource(RESOURCE) : null;
    }

    /** The head of the catalogue. */
    public long catalogueHead() {
        return catalogueHead;
    }

    /** What was read of this person; null where nobody asked. */
    public @Nullable Person person(String subjectId) {
        return people.get(subjectId);
    }
}
