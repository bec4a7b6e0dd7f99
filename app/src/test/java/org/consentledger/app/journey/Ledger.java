package org.consentledger.app.journey;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.consentledger.app.web.Client;
import tools.jackson.databind.json.JsonMapper;

/** The ledger as its callers meet it; each is one of the demo clients. */
final class Ledger {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Client client;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    private Ledger(int port) {
        client = new Client(port);
    }

    static Ledger at(int port) {
        return new Ledger(port);
    }

    /** @param headers names and values in turn */
    Answer get(String caller, String path, String... headers) {
        HttpRequest.Builder request = as(caller, path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** @param headers names and values in turn */
    Answer post(String caller, String path, Object body, String... headers) {
        return postText(caller, path, JSON.writeValueAsString(body), headers);
    }

    Answer postText(String caller, String path, String body, String... headers) {
        HttpRequest.Builder request =
                as(caller, path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    Answer put(String caller, String path, Object body) {
        return send(as(caller, path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    Answer delete(String caller, String path) {
        return send(as(caller, path).DELETE());
    }

    Answer delete(String caller, String path, Object body) {
        return send(as(caller, path)
                .header("Content-Type", "application/json")
                .method("DELETE", BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    Answer withoutToken(String path) {
        return send(client.request(path));
    }

    Answer askToken(String name, String secret) {
        var answer = client.askToken(name, secret, "grant_type=client_credentials");
        return new Answer(answer.statusCode(), answer.headers(), answer.body());
    }

    private HttpRequest.Builder as(String caller, String path) {
        return client.request(path).header("Authorization", "Bearer " + tokens.computeIfAbsent(caller, client::token));
    }

    private Answer send(HttpRequest.Builder request) {
        var answer = client.send(request);
        return new Answer(answer.statusCode(), answer.headers(), answer.body());
    }
}
