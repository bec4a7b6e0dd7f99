package org.consentledger.app.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON as the HTTP API speaks it. It is a mapper of its own, because what is strict at the door must be lenient in the
 * store: an event written by a later version has fields this one does not know.
 */
@Component
final class StrictJson {
    private static final int MAX_NESTING = 32;
    private static final int MAX_TEXT_CHARS = 65_536;
    private static final int MAX_NAME_CHARS = 256;
    private static final int MAX_NUMBER_CHARS = 64;

    private final JsonMapper mapper;

    StrictJson(ObjectProvider<JsonMapperBuilderCustomizer> customizers) {
        var builder = JsonMapper.builder(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxStringLength(MAX_TEXT_CHARS)
                        .maxNameLength(MAX_NAME_CHARS)
                        .maxNumberLength(MAX_NUMBER_CHARS)
                        .build())
                .build());
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        this.mapper = builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        textual -> textual.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .addModule(new SimpleModule("times")
                        .addSerializer(Instant.class, new TimeWriter())
                        .addDeserializer(Instant.class, new TextReader<>(Instant.class, Rfc3339::read))
                        .addDeserializer(LocalDate.class, new TextReader<>(LocalDate.class, Rfc3339::readDay)))
                .build();
    }

    JsonMapper mapper() {
        return mapper;
    }

    private static final class TimeWriter extends StdSerializer<Instant> {
        TimeWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant time, JsonGenerator to, SerializationContext context) {
            to.writeString(Rfc3339.write(time));
        }
    }

    private static final class TextReader<T> extends StdScalarDeserializer<T> {
        private final Class<T> type;
        private final Function<String, T> form;

        /** @param form throws {@link DateTimeException} where the text does not have it */
        TextReader(Class<T> type, Function<String, T> form) {
            super(type);
            this.type = type;
            this.form = form;
        }

        @Override
        public T deserialize(JsonParser from, DeserializationContext context) {
            if (!from.hasToken(JsonToken.VALUE_STRING)) {
                return type.cast(context.handleUnexpectedToken(type, from));
            }
            try {
                return form.apply(from.getString());
            } catch (DateTimeException _) {
                return type.cast(context.handleWeirdStringValue(type, "", "not of the form of RFC 3339"));
            }
        }
    }
}
