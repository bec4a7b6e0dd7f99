package org.consentledger.bench.hammer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentledger.bench.http.Answer;
import org.consentledger.bench.http.Call;
import org.consentledger.bench.http.Line;
import org.consentledger.bench.server.ServerProcess;
import org.consentledger.bench.server.SubjectProjection;

/** One thread's connections to all nodes, by their number from 0. */
final class Lines implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    private final List<Line> lines = new ArrayList<>();
    private final Tokens tokens;

    /**
     * Access tokens, good for every node.
     *
     * @param service records and asks
     * @param admin operates
     */
    record Tokens(String service, String admin) {
        static Tokens from(ServerProcess node) throws IOException {
            try (var line = new Line(node.port(), Duration.ofSeconds(30))) {
                return new Tokens(line.token("service"), line.token("admin"));
            }
        }
    }

    Lines(List<ServerProcess> nodes, Tokens tokens) {
        this.tokens = tokens;
        nodes.forEach(node -> lines.add(new Line(node.port(), ANSWER_WITHIN)));
    }

    Answer tell(int node, Person person, Act act, String key) throws IOException {
        return lines.get(node)
                .send(Call.post(
                        act.kind().path,
                        tokens.service(),
                        act.json(person.email),
                        "Idempotency-Key",
                        "\"" + key + "\""));
    }

    Answer ask(int node, Person person, Question question) throws IOException {
        return lines.get(node).send(Call.post("/v1/decisions", tokens.service(), question.json(person.email)));
    }

    Optional<SubjectProjection> projection(int node) throws IOException {
        return SubjectProjection.in(lines.get(node).send(Call.get("/actuator/projections", tokens.admin())));
    }

    /** Gives a command to the projection of subjects; answered 404 where the server knows no such commands. */
    Answer operate(int node, String action) throws IOException {
        Optional<SubjectProjection> projection = projection(node);
        return projection.isEmpty()
                ? new Answer(404, "")
                : lines.get(node)
                        .send(Call.post(
                                "/actuator/projections/" + projection.get().name(),
                                tokens.admin(),
                                "{\"action\":\"" + action + "\"}"));
    }

    @Override
    public void close() {
        lines.forEach(Line::close);
    }
}
