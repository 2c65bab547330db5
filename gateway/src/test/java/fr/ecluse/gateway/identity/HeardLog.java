package fr.ecluse.gateway.identity;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What an operator reads of identity in the log, from now until it is closed: warnings and worse. */
final class HeardLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("fr.ecluse.gateway.identity");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    HeardLog() {
        start();
        logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            lines.add(event.getFormattedMessage());
        }
    }

    List<String> lines(String event) {
        return lines.stream()
                .filter(line -> line.startsWith("event=" + event + " "))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
    }
}
