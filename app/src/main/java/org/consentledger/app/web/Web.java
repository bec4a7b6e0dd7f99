package org.consentledger.app.web;

import jakarta.servlet.DispatcherType;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.filter.ServletRequestPathFilter;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the manners of this package in the place of the framework's. */
@Configuration(proxyBeanMethods = false)
class Web implements WebMvcConfigurer {

    /** Unordered, so after Boot's own, whose lenient converter it replaces. */
    @Bean
    ServerHttpMessageConvertersCustomizer strictBodies(StrictJson json) {
        return converters -> converters.withJsonConverter(new JsonBodies(json.mapper()));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> containerProblems() {
        return server -> server.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ContainerProblems.class.getName());
            }
        });
    }

    /**
     * Takes the path of a request apart once, before the doors: each of their dozens of patterns would otherwise do so for
     * itself. Not for what the container passes on inside, which has another path.
     */
    @Bean
    FilterRegistrationBean<ServletRequestPathFilter> path() {
        var path = new FilterRegistrationBean<>(new ServletRequestPathFilter());
        path.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER - 1);
        path.setDispatcherTypes(DispatcherType.REQUEST);
        return path;
    }

    @Override
    public void addFormatters(FormatterRegistry registry) {
        // Times and days in query parameters have the same form as those in bodies.
        registry.addConverter(String.class, Instant.class, Rfc3339::read);
        registry.addConverter(String.class, LocalDate.class, Rfc3339::readDay);
    }
}
