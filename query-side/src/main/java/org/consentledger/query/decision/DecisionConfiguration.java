package org.consentledger.query.decision;

import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.query.decision.rules.ChannelRules;
import org.consentledger.query.decision.rules.Policy;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class DecisionConfiguration {

    @Bean
    Policy policy(@Value("${ledger.tracking-purposes:email-open-tracking,email-click-tracking}") Set<String> tracking)
            throws IOException {
        try (var rules = DecisionConfiguration.class.getResourceAsStream("channel-rules.json")) {
            return new Policy(
                    JsonMapper.shared().readValue(rules, ChannelRules.class),
                    tracking.stream().map(PurposeId::new).collect(Collectors.toUnmodifiableSet()));
        }
    }
}
