package org.consentledger.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.consentledger.app.embedded.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** Walks the tour of README.md with bash and curl: what it says the server answers, the server answers. */
@SpringBootTest(
        classes = ConsentLedger.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"ledger.issuer.embedded=true", "ledger.sample-catalogue=true", "ledger.keys.generate=true"})
class TourTest {
    private static final Path README = Path.of("..", "README.md");

    /** A block of commands behind the marker and, right after it, the answer it shows, if it shows one. */
    private static final Pattern STEP = Pattern.compile(
            "^<!-- tour -->\\n```sh\\n(?<commands>.*?)^```\\n(?:```(?<form>json|text)\\n(?<answer>.*?)^```\\n)?",
            Pattern.DOTALL | Pattern.MULTILINE);

    private static final String ADDRESS = "LEDGER=http://127.0.0.1:8080\n";
    private static final String END_OF_ANSWER = "---- end of answer ----\n";
    private static final long LIMIT_SECONDS = 120;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z");

    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path directory;

    @LocalServerPort
    int port;

    /** @param answer in the given form, json or text; null where the commands print nothing */
    private record Step(
            int line,
            String commands,
            @Nullable String form,
            @Nullable String answer) {}

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        TestDatabase.create().register(properties);
        properties.add("ledger.embedded.directory", () -> directory.toString());
        properties.add("ledger.keys.key-encryption-key", () -> directory.resolve("key-encryption-key.json"));
        properties.add("ledger.keys.look-up-pepper", () -> directory.resolve("look-up-pepper.json"));
    }

    @Test
    void serverAnswersWhatTheReadmeShows() throws Exception {
        List<Step> tour = tour();
        assertThat(tour).as("blocks of the tour in README.md").hasSizeGreaterThan(5);
        assertThat(tour.getFirst().commands()).startsWith(ADDRESS);
        List<String> answers = walk(tour);

        var typed = tour.stream().map(Step::commands).collect(Collectors.joining());
        var shown = new Masks(typed);
        var given = new Masks(typed);
        var differences = new SoftAssertions();
        for (int i = 0; i < tour.size(); i++) {
            Step step = tour.get(i);
            differences
                    .assertThat(given.apply(step.form(), answers.get(i)))
                    .as("the answer shown in README.md after line %d", step.line())
                    .isEqualTo(shown.apply(step.form(), step.answer() == null ? "" : step.answer()));
        }
        differences.assertAll();
    }

    private static List<Step> tour() throws IOException {
        var readme = Files.readString(README);
        return STEP.matcher(readme)
                .results()
                .map(step -> new Step(
                        (int) readme.substring(0, step.start()).lines().count() + 1,
                        step.group("commands"),
                        step.group("form"),
                        step.group("answer")))
                .toList();
    }

    /** Runs all steps in one shell, as a reader does, and returns what each of them printed. */
    private List<String> walk(List<Step> tour) throws Exception {
        var script = new StringBuilder("""
                set -euo pipefail
                for tool in curl sed grep; do
                  command -v "$tool" > /dev/null || { echo "The tour of README.md needs $tool: install it." >&2; exit 1; }
                done
                """);
        for (Step step : tour) {
            script.append(step.commands())
                    .append("printf '\\n%s' '")
                    .append(END_OF_ANSWER)
                    .append("'\n");
        }
        var address = "LEDGER=http://127.0.0.1:" + port + "\n";
        var printed = bash(script.toString().replace(ADDRESS, address)).split(END_OF_ANSWER, -1);
        return List.of(printed).subList(0, tour.size());
    }

    private static String bash(String script) throws Exception {
        var commands = Files.writeString(directory.resolve("tour.sh"), script);
        var output = directory.resolve("tour.out");
        var errors = directory.resolve("tour.err");
        var builder = new ProcessBuilder("bash", commands.toString())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        // The server is on this machine, whatever proxy leads elsewhere.
        builder.environment().put("no_proxy", "127.0.0.1");
        var process = builder.start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("the tour ended within %d seconds", LIMIT_SECONDS)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("exit status of the tour; it printed:%n%s%s", Files.readString(output), Files.readString(errors))
                .isZero();
        return Files.readString(output);
    }

    /**
     * Puts names in the place of what is new in every run. The same id gets the same name throughout the tour, so that an
     * answer must still speak of the event and the person it speaks of in the README. Times that are typed stay.
     */
    private static final class Masks {
        private final String typed;
        private final Map<String, String> ids = new HashMap<>();

        Masks(String typed) {
            this.typed = typed;
        }

        String apply(@Nullable String form, String answer) {
            var text = "json".equals(form) ? inOneForm(answer) : answer.strip();
            var known =
                    ID.matcher(text).replaceAll(id -> ids.computeIfAbsent(id.group(), any -> "id-" + (ids.size() + 1)));
            return TIME.matcher(known).replaceAll(time -> typed.contains(time.group()) ? time.group() : "time");
        }

        private static String inOneForm(String json) {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(json));
        }
    }
}
