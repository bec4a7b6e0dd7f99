package org.consentledger.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.subject.AboutSubject;
import org.consentledger.api.subject.Recorded;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.sealing.Vault;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;

/**
 * Turns events into stored bytes and back: JSON under logical names ({@link EventNames}), with every personal value
 * sealed under the key of its subject on the way in. On the way out values stay sealed until somebody opens them,
 * because most readers (aggregates, decisions, projections) need none of them.
 */
public final class LedgerSerializer extends Jackson3Serializer {
    private static final Object SUBJECT = new Object();
    private static final String SEALED = "sealed";
    private static final String METADATA = MetaData.class.getName();

    /** @param vault seals the personal values */
    public LedgerSerializer(Vault vault) {
        super(builder()
                .jsonMapperBuilderCustomizer(
                        mapper -> mapper.polymorphicTypeValidator(BasicPolymorphicTypeValidator.builder()
                                        .allowIfSubType("org.axonframework.")
                                        .allowIfSubType("org.consentledger.")
                                        .build())
                                .addModule(new SimpleModule("order as told")
                                        .addAbstractTypeMapping(Set.class, LinkedHashSet.class))
                                .addModule(new SimpleModule("personal values")
                                        .addSerializer(Personal.class, new Sealing(vault))
                                        .addDeserializer(Personal.class, new Unsealed()))
                                .addModule(StoredTimes.module())));
    }

    @Override
    public <T> SerializedObject<T> serialize(@Nullable Object object, Class<T> expectedRepresentation) {
        if (!(object instanceof AboutSubject event)) {
            return super.serialize(object, expectedRepresentation);
        }
        try {
            byte[] json = getObjectMapper()
                    .writer()
                    .withAttribute(SUBJECT, event.subject())
                    .writeValueAsBytes(event);
            return new SimpleSerializedObject<>(
                    getConverter().convert(json, expectedRepresentation),
                    expectedRepresentation,
                    typeForClass(event.getClass()));
        } catch (JacksonException e) {
            throw new SerializationException("Cannot store " + EventNames.of(event.getClass()), e);
        }
    }

    /** The event that was stored under this name as these bytes. */
    public Object event(String name, String revision, byte[] payload) {
        return deserialize(
                new SimpleSerializedObject<>(payload, byte[].class, new SimpleSerializedType(name, revision)));
    }

    /** The event of a person in a row of {@code ledger.event}. */
    public Recorded recorded(ResultSet row) throws SQLException {
        return new Recorded(
                EventId.of(row.getString("event_id")),
                (SubjectEvent) event(
                        row.getString("payload_type"), row.getString("payload_revision"), row.getBytes("payload")),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant());
    }

    @Override
    public SerializedType typeForClass(@Nullable Class type) {
        return type != null && EventNames.isEvent(type)
                ? new SimpleSerializedType(EventNames.of(type), EventNames.revision(type))
                : super.typeForClass(type);
    }

    /** Axon would look the class up by its name, each time anew. */
    @Override
    @SuppressWarnings("rawtypes")
    public Class classForType(SerializedType stored) {
        if (stored.getName().equals(METADATA)) {
            return MetaData.class;
        }
        Class<?> event = EventNames.type(stored.getName());
        return event == null ? super.classForType(stored) : event;
    }

    private static final class Sealing extends ValueSerializer<Personal> {
        private final Vault vault;

        Sealing(Vault vault) {
            this.vault = vault;
        }

        @Override
        public void serialize(Personal value, JsonGenerator json, SerializationContext context) {
            String field = json.streamWriteContext().currentName();
            byte[] ciphertext = switch (value) {
                case Personal.Known known ->
                    vault.seal((SubjectId) context.getAttribute(SUBJECT), field, known)
                            .ciphertext();
                case Personal.Sealed sealed -> sealed.ciphertext();
                case Personal.Erased() -> throw new SerializationException("An erased value cannot be stored again");
            };
            json.writeStartObject();
            json.writeStringProperty(SEALED, Base64.getEncoder().encodeToString(ciphertext));
            json.writeEndObject();
        }
    }

    private static final class Unsealed extends ValueDeserializer<Personal> {
        @Override
        public Personal deserialize(JsonParser json, DeserializationContext context) {
            String field = json.streamReadContext().getParent().currentName();
            json.nextToken();
            json.nextToken();
            var sealed = new Personal.Sealed(field, json.getBinaryValue());
            json.nextToken();
            return sealed;
        }
    }
}
