package org.consentledger.bench.server;

import java.util.Optional;
import org.consentledger.bench.http.Answer;
import tools.jackson.databind.JsonNode;

/**
 * What {@code GET /actuator/projections} tells about the projection of subjects.
 *
 * @param name in the address of its commands
 */
public record SubjectProjection(String name, JsonNode status) {

    /** Absent where the server has no such endpoint, or does not run the projection. */
    public static Optional<SubjectProjection> in(Answer answer) {
        return answer.status() == 200 ? find(answer.json()) : Optional.empty();
    }

    private static Optional<SubjectProjection> find(JsonNode node) {
        return node.properties().stream()
                .filter(entry -> entry.getKey().startsWith("subject"))
                .filter(entry -> entry.getValue().has("lag"))
                .findFirst()
                .map(entry -> new SubjectProjection(entry.getKey(), entry.getValue()))
                .or(() -> node.valueStream()
                        .filter(JsonNode::isObject)
                        .flatMap(inner -> find(inner).stream())
                        .findFirst());
    }

    public long lag() {
        return status.required("lag").asLong();
    }

    public int liveGeneration() {
        return status.required("liveGeneration").asInt();
    }

    public boolean isRebuilding() {
        JsonNode rebuild = status.path("rebuild");
        return rebuild.isObject() && rebuild.path("finishedAt").isMissingNode()
                || rebuild.path("finishedAt").isNull();
    }

    /** What the server says of the rebuild that runs or ran last. */
    public JsonNode rebuild() {
        return status.path("rebuild");
    }
}
