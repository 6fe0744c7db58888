package dev.kubeuser.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Runs the campaign and prints what was tried and what survived. Arguments: the working folder, a factor for the number
 * of attempts, the duration of the soak (such as {@code 10m}), and optionally a part of the names of the faults to try.
 * The exit code is 1 if a promise is broken.
 */
final class Main {

    private static final String SEED = "campaign.seed";

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        Path work = Files.createDirectories(Path.of(arguments[0], "campaign").toAbsolutePath());
        int times = Integer.parseInt(arguments[1]);
        Duration soak = Duration.parse("PT" + arguments[2].toUpperCase(Locale.ROOT));
        String wanted = arguments.length > 3 ? arguments[3] : "";
        long seed = Long.getLong(SEED, System.currentTimeMillis());
        System.out.println("campaign: -D" + SEED + "=" + seed + " chooses the same moments");
        List<Result> results = new ArrayList<>();
        for (Fault fault : faults(new Random(seed), soak)) {
            if (fault.name().contains(wanted)) {
                results.add(new Attempts(work, times).of(fault));
            }
        }
        String table = Result.table(results);
        System.out.println(table);
        Files.writeString(work.resolve("campaign.md"), table);
        System.exit(results.stream().anyMatch(Result::isBroken) ? 1 : 0);
    }

    static List<Fault> faults(Random random, Duration soak) {
        return Stream.of(
                        new Deaths(random).faults(),
                        new Surroundings().faults(),
                        new Caches().faults(),
                        List.of(Soak.lasting(soak)))
                .flatMap(List::stream)
                .toList();
    }
}
