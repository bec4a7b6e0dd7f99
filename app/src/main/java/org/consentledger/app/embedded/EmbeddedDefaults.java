package org.consentledger.app.embedded;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/** What is right where nothing is configured, and only there: own keys, the sample catalogue, the loopback interface. */
class EmbeddedDefaults implements EnvironmentPostProcessor {
    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (StringUtils.hasText(environment.getProperty("spring.datasource.url"))) {
            return;
        }
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "embedded default",
                        Map.of(
                                "ledger.keys.key-encryption-key",
                                "${ledger.embedded.directory:./data}/keys/key-encryption-key.json",
                                "ledger.keys.look-up-pepper",
                                "${ledger.embedded.directory:./data}/keys/look-up-pepper.json",
                                "ledger.keys.generate",
                                "true",
                                "ledger.sample-catalogue",
                                "true",
                                "server.address",
                                "127.0.0.1")));
    }
}
