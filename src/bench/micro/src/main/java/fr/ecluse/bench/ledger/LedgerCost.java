package fr.ecluse.bench.ledger;

import static fr.ecluse.bench.ledger.Figures.median;
import static fr.ecluse.bench.ledger.Figures.number;

import fr.ecluse.bench.ledger.Figures.Bar;
import fr.ecluse.gateway.admission.LedgerListener.Operation;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.Seat;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.policy.Role;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/** Measures, phase after phase, and prints the table: see {@code src/bench/ledger --help}. */
final class LedgerCost {

    private static final Duration LONG = Duration.ofHours(2);
    private static final Duration WATCHED = Duration.ofSeconds(6);
    private static final double CALM = 500; // newcomers a second while Redis is watched
    private static final double MILLI = 1e6;
    private static final Admission SEATED = new Admission.Seated(Role.ELEVE, Duration.ZERO, LONG, SeatLedger.Taken.NOW);
    private static final LongFunction<SeatLedger.Claim> PARENTS = number -> Crowd.claim(number, Role.PARENT);

    private final Sizes sizes;
    private final URI redis;
    private final Server server;
    private final Pings pings;
    private final Crowd crowd = new Crowd();
    private final Figures figures;
    private long unanswered;

    private LedgerCost(Sizes sizes, URI redis, Server server, Pings pings, Figures figures) {
        this.sizes = sizes;
        this.redis = redis;
        this.server = server;
        this.pings = pings;
        this.figures = figures;
    }

    /** {@code REDIS-URI MARKDOWN-FILE OPTION…} */
    public static void main(String[] arguments) throws Exception {
        PrintStream table = System.out;
        System.setOut(System.err); // for the log
        URI redis = URI.create(arguments[0]);
        Sizes sizes = Sizes.of(List.of(arguments).subList(2, arguments.length));
        try (Server server = new Server(redis);
                Pings pings = new Pings(redis.getPort())) {
            LedgerCost cost = new LedgerCost(sizes, redis, server, pings, new Figures(table));
            cost.requestsOfSeatedPeople();
            new WaitingCost(sizes, redis, server, cost.figures).measure();
            cost.admissions();
            if (cost.unanswered > 0) {
                cost.figures.say(
                        "**" + cost.unanswered + " times a newcomer was not answered in time, and came again.**");
            }
            cost.figures.write(Path.of(arguments[1]));
        }
        System.exit(0); // without waiting for the threads of reactors
    }

    // --- requests of people who sit ----------------------------------------------------------------------------

    private void requestsOfSeatedPeople() throws Exception {
        server.empty();
        try (Node node = new Node(redis, crowd, sizes.idle(), Seats.DEFAULT_CAPACITY)) {
            long first = crowd.newcomers(sizes.active());
            arrive(node, first, sizes.active(), Crowd::claim);
            Duration period = sizes.idle().dividedBy(20); // of the renewals
            requests(node, first, period);
            List<Double> calls = new ArrayList<>();
            List<Double> commands = new ArrayList<>();
            List<Double> renewals = new ArrayList<>();
            List<Double> censuses = new ArrayList<>();
            for (int round = 0; round < sizes.rounds(); round++) {
                long callsBefore = server.scriptsCalled();
                long commandsBefore = server.commandsProcessed();
                long renewalsBefore = node.asked(Operation.RENEW);
                long censusesBefore = node.asked(Operation.CENSUS);
                double made = requests(node, first, period);
                calls.add((server.scriptsCalled() - callsBefore) / made);
                commands.add((server.commandsProcessed() - commandsBefore - 1) / made);
                renewals.add((node.asked(Operation.RENEW) - renewalsBefore) * 1e9 / period.toNanos());
                censuses.add((node.asked(Operation.CENSUS) - censusesBefore) * 1e9 / period.toNanos());
            }
            String what = number(sizes.active(), 0) + " seats, " + number(sizes.requests(), 0) + " requests/s: ";
            figures.add(what + "calls of Redis per request", median(calls), 5, "", Bar.BELOW, 0.02);
            figures.add(
                    what + "commands per request, those inside scripts too", median(commands), 5, "", Bar.BELOW, 0.02);
            figures.add("of the calls, renewals a second", median(renewals), 2, "");
            figures.add("of the calls, censuses a second", median(censuses), 2, "");
        }
    }

    /** What the gateway does for each request of somebody seated; returns how many were made. */
    private double requests(Node node, long first, Duration lasts) {
        Random random = new Random(first);
        long made = 0;
        long start = System.nanoTime();
        for (long elapsed = 0; elapsed < lasts.toNanos(); elapsed = System.nanoTime() - start) {
            for (long due = elapsed * sizes.requests() / 1_000_000_000; made < due; made++) {
                long number = first + random.nextInt(sizes.active());
                Seat seat = node.seats().held(Crowd.person(number), null);
                if (seat == null) {
                    node.seats().admit(Crowd.claim(number)).onErrorComplete().subscribe();
                } else {
                    node.seats().touch(seat);
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
        return made;
    }

    // --- newcomers ---------------------------------------------------------------------------------------------

    private void admissions() throws Exception {
        server.empty();
        try (Node node = new Node(redis, crowd, LONG, sizes.seats() * 4)) {
            fill(node);
            floods(node);
            offers(node);
            quiet();
            census(node);
            releases(node);
            expiries(node);
        }
    }

    private void fill(Node node) {
        int warmUp = 20_000; // classes, and what Redis keeps for a connection
        arrive(node, crowd.newcomers(warmUp), warmUp, Crowd::claim);
        long heap = heap();
        long memory = server.usedMemory();
        long before = node.taken();
        int staying = sizes.seats() - sizes.leaving();
        arrive(node, crowd.newcomers(staying), staying, Crowd::claim);
        arrive(node, crowd.newcomers(sizes.leaving()), sizes.leaving(), PARENTS);
        double seats = node.taken() - before;
        String what = number(seats, 0) + " seats: bytes a seat ";
        figures.add(what + "in Redis", (server.usedMemory() - memory) / seats, 0, " B", Bar.AT_MOST, 130);
        figures.add(what + "on a node that knows it", (heap() - heap) / seats, 0, " B", Bar.AT_MOST, 200);
    }

    private void floods(Node node) throws IOException, InterruptedException {
        List<String> admit = server.sentBy(
                () -> node.ledger().admit(Crowd.claim(crowd.newcomers(1))).block());
        List<Double> together = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        List<Double> limits = new ArrayList<>();
        List<Double> redisCpu = new ArrayList<>();
        List<Double> nodeCpu = new ArrayList<>();
        List<Double> limitCpu = new ArrayList<>();
        for (int round = 0; round < sizes.rounds(); round++) {
            double redisBefore = server.cpuSeconds();
            double nodeBefore = cpuSeconds();
            long callsBefore = node.asked(Operation.ADMIT);
            rates.add(arrive(node, crowd.newcomers(sizes.flood()), sizes.flood(), Crowd::claim));
            redisCpu.add((server.cpuSeconds() - redisBefore) * 1e6 / sizes.flood());
            nodeCpu.add((cpuSeconds() - nodeBefore) * 1e6 / sizes.flood());
            int group = Math.max(1, Math.round((float) sizes.flood() / (node.asked(Operation.ADMIT) - callsBefore)));
            together.add((double) group);
            long before = node.taken();
            double limitBefore = server.cpuSeconds();
            limits.add(benchmark(admit, group, round));
            limitCpu.add((server.cpuSeconds() - limitBefore) * 1e6 / sizes.flood());
            long taken = node.taken() - before;
            if (taken < sizes.flood() * 0.99) {
                throw new IllegalStateException("redis-benchmark took " + taken + " seats of " + sizes.flood());
            }
        }
        figures.add(
                "newcomers admitted a second, " + sizes.inFlight() + " at once",
                median(rates),
                0,
                "",
                Bar.AT_LEAST,
                40_000);
        figures.add("of them in one call of Redis", median(together), 0, "");
        figures.add("the same script by redis-benchmark, as many at once and in one call", median(limits), 0, "");
        figures.add("CPU of Redis for one of them", median(redisCpu), 1, " µs");
        figures.add("CPU of Redis for one of redis-benchmark's", median(limitCpu), 1, " µs");
        figures.add("CPU of the node for one of them", median(nodeCpu), 1, " µs");
    }

    /** Of this process, collector and compiler included. */
    private static double cpuSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e9;
    }

    /**
     * The same script with the same arguments, but for the person.
     *
     * @param group how many people in one call
     * @return admissions a second
     */
    private double benchmark(List<String> admit, int group, int round) throws IOException, InterruptedException {
        int atOnce = Math.max(1, sizes.inFlight() / group);
        int clients = Math.min(atOnce, 16);
        List<String> command = new ArrayList<>(List.of(
                "redis-benchmark",
                "--csv",
                "-p",
                Integer.toString(server.port()),
                "-n",
                Integer.toString(sizes.flood() / group),
                "-c",
                Integer.toString(clients),
                "-P",
                Integer.toString(atOnce / clients),
                "-r",
                "2000000000"));
        int person = Server.firstPerson(admit); // what is said of the person follows
        command.addAll(admit.subList(0, person));
        for (int i = 0; i < group; i++) {
            command.add("no" + (round % 10) + "-__rand_int__");
            command.addAll(admit.subList(person + 1, admit.size()));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String[] lines = said.strip().split("\n", -1);
        String[] fields = lines[lines.length - 1].split("\",\"", -1);
        if (process.waitFor() != 0 || fields.length < 2) {
            throw new IllegalStateException("redis-benchmark: " + said);
        }
        return Double.parseDouble(fields[1]) * group;
    }

    /** The bar is for the machine, too: so a PING is sent at the same instants, which no program can answer faster. */
    private void offers(Node node) {
        int count = sizes.offered() * sizes.seconds();
        List<long[]> admissions = new ArrayList<>();
        List<long[]> pongs = new ArrayList<>();
        for (int round = 0; round < sizes.rounds(); round++) {
            admissions.add(offer(node, count, sizes.offered()));
            pongs.add(new Arrivals(claim -> server.ping().thenReturn(SEATED), sizes.inFlight())
                    .offer(crowd.newcomers(count), count, sizes.offered(), Crowd::claim));
        }
        String rate = number(sizes.offered(), 0) + " newcomers/s: an admission takes, ";
        figures.add(rate + "p50", percentile(admissions, 50), 2, " ms");
        figures.add(rate + "p99", percentile(admissions, 99), 2, " ms", Bar.BELOW, 5);
        figures.add("a PING at the same rate, p50", percentile(pongs, 50), 2, " ms");
        figures.add("a PING at the same rate, p99", percentile(pongs, 99), 2, " ms");
    }

    /** The median of the rounds, in ms. */
    private static double percentile(List<long[]> rounds, int percent) {
        return median(rounds.stream()
                .map(took -> took[took.length * percent / 100] / MILLI)
                .toList());
    }

    // --- for how long Redis does nothing else ------------------------------------------------------------------

    private record Block(double redis, double pong) {}

    private interface Act {
        void run() throws Exception;
    }

    private Block watch(Act act) throws Exception {
        server.forgetSlow();
        pings.begin();
        act.run();
        return new Block(server.longestBlockMillis(), pings.end() / MILLI);
    }

    private void add(String what, List<Block> blocks) {
        double[] busy = blocks.stream().mapToDouble(Block::redis).toArray();
        double[] pongs = blocks.stream().mapToDouble(Block::pong).toArray();
        figures.add(what + ": longest Redis was busy with one thing", median(busy), 1, " ms", Bar.AT_MOST, 10);
        figures.add(what + ": longest wait for a PONG", median(pongs), 1, " ms");
    }

    /** What the machine itself does to a PONG. */
    private void quiet() throws Exception {
        List<Block> blocks = new ArrayList<>();
        for (int round = 0; round < sizes.rounds(); round++) {
            blocks.add(watch(() -> LockSupport.parkNanos(WATCHED.toNanos())));
        }
        add("nothing for " + WATCHED.toSeconds() + " s", blocks);
    }

    private void census(Node node) throws Exception {
        long seats = node.taken();
        Block block = watch(() -> {
            for (int i = 0; i < 100; i++) {
                Node.patiently(() -> node.ledger().census(Crowd.OPEN));
            }
        });
        add("a census of " + number(seats, 0) + " seats", List.of(block));
    }

    private void releases(Node node) throws Exception {
        List<Block> blocks = new ArrayList<>();
        List<Double> answered = new ArrayList<>();
        for (int round = 0; round < sizes.rounds(); round++) {
            if (round > 0) {
                leavers(node);
            }
            blocks.add(watch(() -> {
                long start = System.nanoTime();
                try {
                    node.ledger().releaseRole(Role.PARENT).block();
                } catch (LedgerUnavailableException slow) {
                    node.taken(); // as soon as Redis answers again
                }
                answered.add((System.nanoTime() - start) / MILLI);
                calmArrivals(node);
            }));
        }
        add("release of " + number(sizes.leaving(), 0) + " seats of a role", blocks);
        figures.add("that release was answered after", median(answered), 1, " ms");
    }

    private void expiries(Node node) throws Exception {
        List<Block> blocks = new ArrayList<>();
        for (int round = 0; round < sizes.rounds(); round++) {
            long before = node.taken();
            long end = leaversUntil(node);
            LockSupport.parkNanos(end - Duration.ofMillis(500).toNanos() - System.nanoTime());
            long full = node.taken();
            blocks.add(watch(() -> calmArrivals(node)));
            if (full - node.taken() < sizes.leaving() - WATCHED.toSeconds() * CALM || full - before < sizes.leaving()) {
                throw new IllegalStateException("not all seats were there, or not all expired");
            }
        }
        add("expiry of " + number(sizes.leaving(), 0) + " seats at once", blocks);
    }

    private void leavers(Node node) {
        arrive(
                new Arrivals(node.ledger()::admit, sizes.inFlight()),
                crowd.newcomers(sizes.leaving()),
                sizes.leaving(),
                PARENTS);
    }

    /**
     * Seats that all expire within a fraction of a second: {@code idle} gets shorter as they come in.
     *
     * @return when, by the ticker
     */
    private long leaversUntil(Node node) {
        int batch = 5_000;
        Duration allowed = Duration.ofSeconds(8 + sizes.leaving() / 8_000);
        long end = System.nanoTime() + allowed.toNanos();
        Arrivals arrivals = new Arrivals(node.ledger()::admit, sizes.inFlight());
        long from = crowd.newcomers(sizes.leaving());
        for (int seated = 0; seated < sizes.leaving(); seated += batch) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (left.compareTo(Duration.ofSeconds(2)) < 0) {
                throw new IllegalStateException("Redis is too slow for seats that expire together");
            }
            Node.patiently(() -> node.ledger().announce(crowd.policy(left)).thenReturn(left));
            arrive(arrivals, from + seated, Math.min(batch, sizes.leaving() - seated), PARENTS);
        }
        Node.patiently(() -> node.ledger().announce(crowd.policy(LONG)).thenReturn(LONG));
        return end;
    }

    // --- what the phases share ---------------------------------------------------------------------------------

    private void calmArrivals(Node node) {
        offer(node, (int) (CALM * WATCHED.toSeconds()), CALM);
    }

    private long[] offer(Node node, int count, double perSecond) {
        Arrivals arrivals = new Arrivals(node.seats()::admit, sizes.inFlight());
        long[] took = arrivals.offer(crowd.newcomers(count), count, perSecond, Crowd::claim);
        unanswered += arrivals.unanswered();
        return took;
    }

    private double arrive(Node node, long from, int count, LongFunction<SeatLedger.Claim> claim) {
        return arrive(new Arrivals(node.seats()::admit, sizes.inFlight()), from, count, claim);
    }

    private double arrive(Arrivals arrivals, long from, int count, LongFunction<SeatLedger.Claim> claim) {
        long before = arrivals.unanswered();
        double rate = arrivals.flood(from, count, claim);
        unanswered += arrivals.unanswered() - before;
        return rate;
    }

    static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
