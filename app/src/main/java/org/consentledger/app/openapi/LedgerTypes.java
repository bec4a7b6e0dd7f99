package org.consentledger.app.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.time.Period;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.notification.NotificationId;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.Occurrence;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.SubjectId;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the value types of the ledger look in JSON, where their Java form does not tell. */
@Configuration(proxyBeanMethods = false)
class LedgerTypes {
    /** What is answered to those who record something. */
    private static final Set<String> ANSWERS = Set.of(
            "#/components/schemas/SignalAnswer",
            "#/components/schemas/RightsAnswer",
            "#/components/schemas/Acknowledged",
            "#/components/schemas/CompanyAnswer",
            "#/components/schemas/ErasureAnswer");

    static {
        SpringDocUtils.getConfig()
                .replaceWithSchema(Occurrence.class, occurrence())
                .replaceWithSchema(
                        Personal.class, new StringSchema().description("A personal value; stored sealed, never logged"))
                .replaceWithSchema(EventId.class, uuid("The id of an event"))
                .replaceWithSchema(SubjectId.class, uuid("The pseudonymous id of a data subject"))
                .replaceWithSchema(RightsRequestId.class, uuid("The id of a rights request"))
                .replaceWithSchema(
                        NotificationId.class,
                        new StringSchema().description("The id of a notification: {eventId}:{recipient}"))
                .replaceWithSchema(
                        ControllerRef.class,
                        new StringSchema().description("An id, group:{id}, or * for every controller"))
                .replaceWithSchema(PurposeRef.class, new StringSchema().description("An id, or * for every purpose"))
                .replaceWithSchema(
                        Period.class,
                        new StringSchema().description("An ISO 8601 period").example("P24M"));
    }

    private static Schema<?> occurrence() {
        Schema<?> schema = new Schema<>()
                .format("date-time")
                .description("When the person acted. Absent: now, for an act captured live; null: unknown");
        schema.setTypes(new LinkedHashSet<>(List.of("string", "null")));
        return schema;
    }

    private static Schema<?> uuid(String description) {
        return new StringSchema().format("uuid").description(description);
    }

    @Bean
    OpenApiCustomizer signals() {
        return api -> {
            typeSpecificFields(api);
            api.getPaths().values().stream()
                    .flatMap(path -> Stream.of(path.getPost(), path.getPut()))
                    .filter(Objects::nonNull)
                    .forEach(operation -> recordedOrUnchanged(operation.getResponses()));
        };
    }

    /** A signal is answered 201 where it was recorded, and 200 with the same body where it stood already. */
    private static void recordedOrUnchanged(ApiResponses answers) {
        ApiResponse unchanged = answers.get("200");
        if (unchanged == null || !isSignalAnswer(unchanged)) {
            return;
        }
        unchanged.setDescription("The identical act stood already; nothing was changed");
        answers.addApiResponse(
                "201",
                new ApiResponse()
                        .description("Recorded")
                        .content(unchanged.getContent())
                        .addHeaderObject("ETag", header("The version of the stream"))
                        .addHeaderObject("Location", header("Where the event is")));
    }

    private static Header header(String description) {
        return new Header().description(description).schema(new StringSchema());
    }

    private static boolean isSignalAnswer(ApiResponse answer) {
        return answer.getContent() != null
                && answer.getContent().values().stream()
                        .anyMatch(media -> media.getSchema() != null
                                && ANSWERS.contains(
                                        String.valueOf(media.getSchema().get$ref())));
    }

    /** An item of a history has the fields of its type of event beside those of all. */
    private static void typeSpecificFields(OpenAPI api) {
        Schema<?> item = api.getComponents().getSchemas().get("HistoryItem");
        if (item != null) {
            item.getProperties().remove("details");
            item.setAdditionalProperties(true);
        }
    }
}
