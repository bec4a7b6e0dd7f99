package org.consentledger.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.consentledger.store.EventNames;
import org.junit.jupiter.api.Test;

/** What README.md names is there, and nothing that is there goes unnamed. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

    private static Set<String> named(Pattern pattern) throws IOException {
        return pattern.matcher(readme())
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toSet());
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    @Test
    void everyEventIsNamed() throws Exception {
        assertThat(readme())
                .contains(EventNames.all().keySet().stream()
                        .map("`%s`"::formatted)
                        .toList());
    }

    @Test
    void everyTestNamedExists() throws Exception {
        Set<String> tests;
        try (var files = Files.find(ROOT, 20, (file, _) -> file.toString().contains("src/test/java"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        assertThat(tests).containsAll(named(TEST));
    }

    @Test
    void everyLinkLeadsSomewhere() throws Exception {
        assertThat(named(LINK))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
    }
}
