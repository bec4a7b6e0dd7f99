package org.consentledger.command;

import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.annotation.ParameterResolver;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.CatalogueCommand;
import org.consentledger.store.catalogue.Catalogues;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Hands command handlers the current catalogue as a parameter. A command that changes the catalogue gets it locked, so
 * that two changes which are right one by one cannot be wrong together.
 */
@Component
class CurrentCatalogue implements ParameterResolverFactory, ParameterResolver<Catalogue> {
    private final ObjectProvider<Catalogues> catalogues;

    CurrentCatalogue(ObjectProvider<Catalogues> catalogues) {
        this.catalogues = catalogues;
    }

    @Override
    public @Nullable ParameterResolver<Catalogue> createInstance(
            Executable executable, Parameter[] parameters, int parameterIndex) {
        return parameters[parameterIndex].getType() == Catalogue.class ? this : null;
    }

    @Override
    public Catalogue resolveParameterValue(Message<?> message) {
        return message.getPayload() instanceof CatalogueCommand
                ? catalogues.getObject().lockedForChange()
                : catalogues.getObject().current();
    }

    @Override
    public boolean matches(Message<?> message) {
        return true;
    }
}
