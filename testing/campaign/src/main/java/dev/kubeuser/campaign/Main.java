// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.campaign;

import dev.kubeuser.campaign.Fault.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final String HEAD = """
        | what goes wrong | what holds | tried | held |
        | --- | --- | --- | --- |
        """;

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        Path work = Files.createDirectories(Path.of(arguments[0], "campaign").toAbsolutePath());
        int times = Integer.parseInt(arguments[1]);
        Duration soak = Duration.parse("PT" + arguments[2].toUpperCase(Locale.ROOT));
        String wanted = arguments.length > 3 ? arguments[3] : "";
        long seed = Long.getLong(SEED, System.currentTimeMillis());
        System.out.println("campaign: -D" + SEED + "=" + seed + " chooses the same moments");
        StringBuilder table = new StringBuilder(HEAD);
        boolean isBroken = false;
        for (Fault fault : faults(new Random(seed), soak)) {
            if (fault.name().contains(wanted)) {
                Result result = fault.tried(work, times);
                isBroken |= !result.broken().isEmpty();
                table.append("| ").append(fault.name()).append(" | ").append(fault.promise());
                table.append(" | ").append(result).append(" |\n");
            }
        }
        System.out.println(table);
        Files.writeString(work.resolve("campaign.md"), table);
        System.exit(isBroken ? 1 : 0);
    }

    static List<Fault> faults(Random random, Duration soak) {
        return Stream.of(
                        new Deaths(random).faults(),
                        Surroundings.faults(),
                        Caches.faults(),
                        List.of(Soak.lasting(soak)))
                .flatMap(List::stream)
                .toList();
    }
}
