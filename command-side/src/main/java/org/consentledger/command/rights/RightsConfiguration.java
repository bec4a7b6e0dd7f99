package org.consentledger.command.rights;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import javax.sql.DataSource;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.ConfigurationScopeAwareProvider;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.deadline.dbscheduler.DbSchedulerBinaryDeadlineDetails;
import org.axonframework.deadline.dbscheduler.DbSchedulerDeadlineManager;
import org.consentledger.store.LedgerSerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** Deadlines stand in the database, in the transaction of what sets them; whichever node is there when one is due acts. */
@Configuration(proxyBeanMethods = false)
class RightsConfiguration {
    private static final int THREADS = 2;
    private static final Duration LAST_WORK = Duration.ofSeconds(10);

    /** A node that died over a deadline is found out after four of these, and another node acts. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    @Bean(destroyMethod = "stop")
    Scheduler deadlineScheduler(
            DataSource pool,
            ObjectProvider<DbSchedulerDeadlineManager> deadlines,
            @Value("${ledger.rights.deadline-poll-seconds:10}") int pollSeconds) {
        Duration poll = Duration.ofSeconds(pollSeconds);
        return Scheduler.create(new TransactionAwareDataSourceProxy(pool), triedAgain(deadlines, poll))
                .tableName("ledger.scheduled_task")
                .threads(THREADS)
                .pollingInterval(poll)
                .heartbeatInterval(HEARTBEAT)
                .shutdownMaxWait(LAST_WORK)
                .build();
    }

    /** Axon's task tries again after five minutes; two deadlines of one request that meet need not wait that long. */
    private static Task<DbSchedulerBinaryDeadlineDetails> triedAgain(
            ObjectProvider<DbSchedulerDeadlineManager> deadlines, Duration later) {
        Task<DbSchedulerBinaryDeadlineDetails> once = DbSchedulerDeadlineManager.binaryTask(deadlines::getObject);
        return Tasks.oneTime(once.getName(), DbSchedulerBinaryDeadlineDetails.class)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(later))
                .execute(once::execute);
    }

    @Bean
    DbSchedulerDeadlineManager deadlineManager(
            Scheduler scheduler,
            org.axonframework.config.Configuration axon,
            LedgerSerializer serializer,
            TransactionManager transactions) {
        return DbSchedulerDeadlineManager.builder()
                .scheduler(scheduler)
                .scopeAwareProvider(new ConfigurationScopeAwareProvider(axon))
                .serializer(serializer)
                .transactionManager(transactions)
                .startScheduler(false)
                .stopScheduler(false)
                .build();
    }

    /** Nothing is due before the node is ready to handle it. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> deadlinesBegin(Scheduler scheduler) {
        return ready -> scheduler.start();
    }

    @Bean
    ConfigurerModule particularSituationsAtOnce() {
        return configurer -> configurer.eventProcessing(
                processing -> processing.registerSubscribingEventProcessor(ParticularSituations.PROCESSOR));
    }
}
