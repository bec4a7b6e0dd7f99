package org.consentledger.command.subject;

import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.AggregateFactory;
import org.axonframework.modelling.command.AnnotationCommandTargetResolver;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.consentledger.api.subject.SubjectCommand;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Axon would find out by reflection, and make by the container, for each command. */
@Configuration(proxyBeanMethods = false)
class SubjectConfiguration {

    @Bean
    AggregateFactory<Subject> subjectAggregateFactory() {
        return new AggregateFactory<>() {
            @Override
            public Subject createAggregateRoot(String aggregateId, DomainEventMessage<?> first) {
                return new Subject();
            }

            @Override
            public Class<Subject> getAggregateType() {
                return Subject.class;
            }
        };
    }

    @Bean
    CommandTargetResolver commandTargets() {
        CommandTargetResolver byAnnotation =
                AnnotationCommandTargetResolver.builder().build();
        return command -> command.getPayload() instanceof SubjectCommand about
                ? new VersionedAggregateIdentifier(about.subject(), null)
                : byAnnotation.resolveTarget(command);
    }
}
