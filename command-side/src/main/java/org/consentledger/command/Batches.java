package org.consentledger.command;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.common.lock.DeadlockException;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.Outcome;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.ReadAhead;
import org.consentledger.store.UuidV7Factory;
import org.consentledger.store.erasure.Suppression;
import org.consentledger.store.identity.IdentifierTaken;
import org.consentledger.store.identity.Named;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Handles commands together in one transaction, each in a unit of work of its own below the one that commits: a refusal
 * concerns its command alone. Where the transaction fails, nothing of it was recorded and each command gets one of its
 * own. Nobody is answered before the commit.
 */
@Component
class Batches {
    private static final Logger log = LoggerFactory.getLogger(Batches.class);
    private static final int ATTEMPTS = 8;
    private static final int CAUSES = 16;

    /** Classes of SQLSTATE that say that the database is away: connection, operator. */
    private static final Set<String> AWAY = Set.of("08", "57");

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final BatchRead reading;
    private final CommandBus bus;
    private final TransactionManager transactions;
    private final DistributionSummary committed;
    private final Counter rerun;

    Batches(BatchRead reading, CommandBus bus, TransactionManager transactions, MeterRegistry meters) {
        this.reading = reading;
        this.bus = bus;
        this.transactions = transactions;
        this.committed = DistributionSummary.builder("ledger.commands.batch")
                .description("Commands that were committed together")
                .register(meters);
        this.rerun = Counter.builder("ledger.commands.rerun")
                .description("Commands that were handled alone after their common transaction had failed")
                .register(meters);
    }

    /** A command of which is known whom it concerns. */
    private record Addressed(
            QueuedCommand queued,
            SubjectId subject,
            @Nullable Identifier introducedAs,
            byte @Nullable [] hash,
            @Nullable Suppression suppression,
            Idempotency.@Nullable Found key) {

        /**
         * The same on every node, so that no two batches wait for each other in a circle: known people by their ids,
         * then new ones by the hashes of their names. Commands for one person stay in the order in which they came.
         */
        static final Comparator<Addressed> ORDER = Comparator.comparing(
                        Addressed::hash, Comparator.nullsFirst(Arrays::compareUnsigned))
                .thenComparing(one -> one.subject().value());
    }

    /** What came of a command: an outcome, or a refusal. */
    private record Result(
            QueuedCommand queued,
            @Nullable Outcome outcome,
            @Nullable Refusal refusal) {
        void tell() {
            if (refusal == null) {
                queued.succeed(requireNonNull(outcome));
            } else {
                queued.fail(refusal);
            }
        }
    }

    /** Handles the commands and answers each, whatever happens. */
    void handle(List<QueuedCommand> commands) {
        try {
            handleTogether(commands);
        } catch (RuntimeException | Error failure) {
            commands.forEach(command -> command.fail(failure));
        }
    }

    private void handleTogether(List<QueuedCommand> commands) {
        Throwable failure = attempt(commands);
        if (failure == null) {
            return;
        }
        boolean alone = commands.size() == 1;
        if (isAway(failure) || (alone && !isConflict(failure))) {
            commands.forEach(command -> command.fail(failure));
            return;
        }
        rerun.increment(commands.size());
        log.debug("{} commands are handled one by one after {}", commands.size(), failure.getClass());
        Throwable away = null;
        var heldUp = new HashMap<Object, Throwable>();
        for (QueuedCommand command : commands) {
            Object name = name(command.person());
            Throwable failed = away == null ? heldUp.get(name) : away;
            if (failed == null) {
                failed = handleAlone(command);
            }
            if (failed != null) {
                command.fail(failed);
                away = isAway(failed) ? failed : away;
                heldUp.put(name, failed);
            }
        }
    }

    /** The same for commands that name a person alike. */
    private static Object name(Named person) {
        return switch (person) {
            case Named.ById(SubjectId subject) -> subject;
            case Named.ByIdentifier named -> named.identifier();
        };
    }

    /**
     * @return why it is no use to try others: none at all where the database is away, none for this person where a lock did
     *     not come, for which the lane has waited long enough; else null
     */
    private @Nullable Throwable handleAlone(QueuedCommand command) {
        for (int attempt = 1; !command.isAnswered(); attempt++) {
            Throwable failure = attempt(List.of(command));
            if (failure == null) {
                return null;
            }
            if (isAway(failure) || isHeldUp(failure)) {
                return failure;
            }
            if (attempt == ATTEMPTS || !isConflict(failure)) {
                command.fail(isConflict(failure) ? new Refusal(Code.CONFLICT) : failure);
                return null;
            }
            // Whoever was first is given time to end, a little more each time and not the same on every node.
            LockSupport.parkNanos(
                    TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextLong(500L << attempt)));
        }
        return null;
    }

    /** @return null where every command is answered, or why nothing was recorded */
    private @Nullable Throwable attempt(List<QueuedCommand> commands) {
        var transaction = new SharedTransaction();
        List<Result> results;
        try {
            results = transaction.handle(commands);
        } catch (Exception | Error failure) {
            if (!transaction.commitBegun) {
                return failure;
            }
            log.warn("The commit of {} commands failed: {}", commands.size(), failure.getClass());
            commands.forEach(command -> command.fail(new Refusal(Code.OUTCOME_UNKNOWN)));
            return null;
        }
        committed.record(commands.size());
        results.forEach(Result::tell);
        return null;
    }

    private final class SharedTransaction {
        private boolean commitBegun;

        List<Result> handle(List<QueuedCommand> commands) {
            // Joined to something left over, it would not commit, and answer as if it had.
            if (CurrentUnitOfWork.isStarted() || TransactionSynchronizationManager.isActualTransactionActive()) {
                throw new IllegalStateException("The lane has not ended its last transaction");
            }
            var work = DefaultUnitOfWork.startAndGet(null);
            try {
                Transaction transaction = transactions.startTransaction();
                work.onCommit(ended -> {
                    commitBegun = true;
                    transaction.commit();
                });
                work.onRollback(ended -> transaction.rollback());
                List<Result> results = handleBelow(work, commands);
                work.commit();
                return results;
            } catch (RuntimeException | Error failure) {
                if (work.isActive()) {
                    work.rollback(failure);
                }
                throw failure;
            }
        }

        private List<Result> handleBelow(DefaultUnitOfWork<?> work, List<QueuedCommand> commands) {
            BatchRead.Read read = reading.read(commands);
            read.ahead().attachTo(work);
            List<Result> results = new ArrayList<>(commands.size());
            List<Addressed> addressed = address(commands, read, results);
            addressed.sort(Addressed.ORDER);
            addressed.forEach(one -> results.add(dispatch(one)));
            return results;
        }
    }

    /** Finds whom each command concerns; new people get an id here, one for each name. */
    private static List<Addressed> address(List<QueuedCommand> commands, BatchRead.Read read, List<Result> refused) {
        var addressed = new ArrayList<Addressed>(commands.size());
        var newPeople = new HashMap<Identifier, SubjectId>();
        for (int place = 0; place < commands.size(); place++) {
            QueuedCommand queued = commands.get(place);
            SubjectId known = read.people()[place];
            Idempotency.Found key = read.keys()[place];
            switch (queued.person()) {
                case Named.ById(SubjectId subject) -> {
                    if (isNew(subject, read.ahead())) {
                        refused.add(new Result(queued, null, new Refusal(Code.UNKNOWN_SUBJECT, "#/subject/value")));
                    } else {
                        addressed.add(new Addressed(queued, subject, null, null, null, key));
                    }
                }
                case Named.ByIdentifier named
                when known != null -> addressed.add(new Addressed(queued, known, null, null, null, key));
                case Named.ByIdentifier(Identifier identifier, List<byte[]> hashes) -> {
                    SubjectId made = newPeople.computeIfAbsent(identifier, name -> newPerson(read.ahead()));
                    addressed.add(new Addressed(
                            queued, made, identifier, hashes.getFirst(), read.suppressions()[place], key));
                }
            }
        }
        return addressed;
    }

    private static boolean isNew(SubjectId subject, ReadAhead ahead) {
        ReadAhead.Person person = ahead.person(subject.toString());
        return person == null || person.stream().isEmpty();
    }

    private static SubjectId newPerson(ReadAhead ahead) {
        var subject = new SubjectId(UuidV7Factory.next());
        ahead.add(subject, new ReadAhead.Person(List.of(), null));
        return subject;
    }

    private Result dispatch(Addressed one) {
        var message = GenericCommandMessage.asCommandMessage(
                        one.queued().command().make(one.subject(), one.introducedAs()))
                .withMetaData(metadata(one));
        var results = new ArrayList<CommandResultMessage<?>>(1);
        Map<String, String> before = MDC.getCopyOfContextMap();
        setLogContext(one.queued().logContext());
        try {
            bus.dispatch(message, (command, result) -> results.add(result));
        } finally {
            setLogContext(before);
        }
        CommandResultMessage<?> result = results.getFirst();
        if (!result.isExceptional()) {
            return new Result(one.queued(), (Outcome) result.getPayload(), null);
        }
        Refusal refusal = refusal(result.exceptionResult());
        if (refusal.code() == Code.SUBJECT_ERASED && one.queued().person() instanceof Named.ByIdentifier) {
            // They were erased since we looked, and the name is free: another look finds that out.
            throw refusal;
        }
        return new Result(one.queued(), null, refusal);
    }

    private static Map<String, Object> metadata(Addressed one) {
        var metadata = new HashMap<String, Object>(one.queued().metadata());
        if (one.key() != null) {
            metadata.put(Idempotency.FOUND, one.key());
        }
        if (one.suppression() != null) {
            metadata.put(Commands.SUPPRESSION, one.suppression());
        }
        return metadata;
    }

    private static void setLogContext(@Nullable Map<String, String> context) {
        if (context == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(context);
        }
    }

    /** A refusal is an answer; whatever else failed ends the batch, since it may have spoilt the transaction. */
    private static Refusal refusal(Throwable failure) {
        return switch (failure) {
            case Refusal refusal -> refusal;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new IllegalStateException(failure);
        };
    }

    /** Whether to look again will do: somebody else was first. */
    private static boolean isConflict(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof ConcurrencyException
                        || cause instanceof AggregateStreamCreationException
                        || cause instanceof IdentifierTaken
                        || cause instanceof DeadlockException
                        || cause instanceof Refusal
                        || sqlStateClass(cause).equals("40"));
    }

    private static boolean isAway(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof java.sql.SQLTransientConnectionException
                        || AWAY.contains(sqlStateClass(cause)));
    }

    private static boolean isHeldUp(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof SQLException sql && LOCK_NOT_AVAILABLE.equals(sql.getSQLState()));
    }

    private static String sqlStateClass(Throwable failure) {
        return failure instanceof SQLException sql
                        && sql.getSQLState() != null
                        && sql.getSQLState().length() == 5
                ? sql.getSQLState().substring(0, 2)
                : "";
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(CAUSES);
    }
}
