package org.consentledger.store.identity;

import org.consentledger.store.sealing.LedgerKeys;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdentitySettings.class)
class IdentityConfiguration {

    @Bean
    Identities identities(JdbcClient jdbc, LedgerKeys keys, IdentitySettings settings) {
        return new Identities(jdbc, keys, settings);
    }
}
