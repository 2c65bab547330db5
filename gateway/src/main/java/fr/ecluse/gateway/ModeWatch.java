package fr.ecluse.gateway;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.Mode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says on every node when another mode comes into force, whoever ordered it and wherever. For one thread, the census'. */
final class ModeWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ModeWatch.class);

    private Mode said = Mode.ON;

    void observe(Census census) {
        Mode now = census.mode();
        if (now != said) {
            LOG.info(
                    "event=mode-changed from={} to={} by=\"{}\"",
                    said.word(),
                    now.word(),
                    census.orders().modeOrder().by());
        }
        said = now;
    }
}
