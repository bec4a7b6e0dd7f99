package org.consentledger.command.subject;

import java.time.Instant;
import org.consentledger.api.subject.Occurrence;
import org.springframework.boot.jackson.JacksonComponent;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/** Reads {@code occurredAt}: absent means that the act is reported as it happens, null that its time is unknown. */
@JacksonComponent
class OccurrenceJson extends ValueDeserializer<Occurrence> {
    @Override
    public Occurrence deserialize(JsonParser json, DeserializationContext context) {
        return new Occurrence.At(context.readValue(json, Instant.class));
    }

    @Override
    public Object getNullValue(DeserializationContext context) {
        return new Occurrence.Unknown();
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
        return new Occurrence.Live();
    }
}
