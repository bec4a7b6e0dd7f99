package org.consentledger.app.operations;

import java.util.Map;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.consentledger.query.projection.ProjectionStatus;
import org.consentledger.query.projection.Projections;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.stereotype.Component;

/** Views at {@code /actuator/projections}: how they stand, and rebuilding, stopping, starting and repairing them. */
@Component
@Endpoint(id = "projections")
class ProjectionsEndpoint {
    private final ObjectProvider<Projections> projections;

    /** @param projections absent on a node that carries the command side alone */
    ProjectionsEndpoint(ObjectProvider<Projections> projections) {
        this.projections = projections;
    }

    /** What can be asked of a projection. In a request the words are in lower case with hyphens. */
    enum Action {
        REBUILD,
        STOP,
        START,
        RETRY_DEAD_LETTERS
    }

    /** All of them, by name. */
    record All(Map<String, ProjectionStatus> projections) {}

    /**
     * How a projection stands after an action.
     *
     * @param retried what became of the dead letters, where they were tried again
     */
    record Done(Projections.@Nullable Retried retried, ProjectionStatus projection) {}

    @ReadOperation
    All all() {
        return new All(here().status());
    }

    @ReadOperation
    ProjectionStatus one(@Selector String name) {
        return here().status(name);
    }

    /** Answers at once; a rebuild goes on in the background. */
    @WriteOperation
    Done act(@Selector String name, Action action) {
        Projections here = here();
        Projections.Retried retried = null;
        switch (action) {
            case REBUILD -> here.rebuild(name);
            case STOP -> here.stop(name);
            case START -> here.start(name);
            case RETRY_DEAD_LETTERS -> retried = here.retryDeadLetters(name);
        }
        return new Done(retried, here.status(name));
    }

    private Projections here() {
        Projections here = projections.getIfAvailable();
        if (here == null) {
            throw new Refusal(Code.NOT_FOUND);
        }
        return here;
    }
}
