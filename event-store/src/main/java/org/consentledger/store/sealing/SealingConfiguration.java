package org.consentledger.store.sealing;

import com.github.benmanes.caffeine.cache.Ticker;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KeySettings.class)
class SealingConfiguration {

    @Bean
    LedgerKeys ledgerKeys(KeySettings settings, JdbcClient jdbc) {
        return LedgerKeys.load(settings, jdbc);
    }

    @Bean
    Vault vault(JdbcClient jdbc, LedgerKeys keys, KeySettings settings) {
        return new Vault(jdbc, keys, settings, Ticker.systemTicker());
    }
}
