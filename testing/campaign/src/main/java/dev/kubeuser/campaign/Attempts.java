package dev.kubeuser.campaign;

import dev.kubeuser.campaign.Fault.Unavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries faults one after another.
 *
 * @param work the working folder, with the cache that attempts share
 * @param times the factor for the number of attempts of a fault
 */
record Attempts(Path work, int times) {

    Result of(Fault fault) throws IOException {
        int tries = fault.attempts() * times;
        List<String> broken = new ArrayList<>();
        for (int i = 1; i <= tries; i++) {
            System.err.println("campaign: " + fault.name() + ", " + i + " of " + tries);
            Ground ground = Ground.create(work, work.resolve("cache"));
            try {
                fault.attempt().on(ground);
            } catch (Unavailable missing) {
                return new Result(fault, 0, List.of(), String.valueOf(missing.getMessage()));
            } catch (Exception failure) {
                broken.add(String.valueOf(failure.getMessage()));
                System.err.println("campaign: broken: " + failure.getMessage());
            } finally {
                ground.clear();
            }
        }
        return new Result(fault, tries, broken, "");
    }
}
