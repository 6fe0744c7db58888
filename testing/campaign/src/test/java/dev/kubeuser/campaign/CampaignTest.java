// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.campaign.Fault.Attempt;
import dev.kubeuser.campaign.Fault.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign that could not fail would be worth nothing: each broken promise is noticed. */
class CampaignTest {

    private static final Path DOCUMENT = Path.of("../../docs/development/campaign.md");
    private static final Duration SOON = Duration.ofMillis(200);

    @TempDir
    Path work;

    /** Programs that break promises. */
    static final class Passing {
        public static void main(String[] arguments) {}
    }

    static final class Littering {
        public static void main(String[] arguments) throws IOException {
            Files.createFile(Path.of(System.getProperty("java.io.tmpdir"), "litter"));
        }
    }

    static final class Hanging {
        public static void main(String[] arguments) throws InterruptedException {
            TimeUnit.MINUTES.sleep(5);
        }
    }

    static final class Failing {
        public static void main(String[] arguments) {
            System.out.println(Visit.FAILURE + "it rains");
            System.exit(1);
        }
    }

    @Test
    void a_promise_that_holds() throws IOException {
        Result result =
                result(ground -> ground.launch().program(Passing.class).start().requireGreen());
        assertThat(result.broken()).isEmpty();
        assertThat(result).hasToString("2 | 2");
    }

    @Test
    void a_file_that_is_left() throws IOException {
        Result result = result(
                ground -> ground.launch().program(Littering.class).start().requireGreen());
        assertThat(result.broken()).hasSize(2).allMatch(broken -> broken.endsWith("s: file litter"));
        assertThat(result).asString().startsWith("2 | 0; left after");
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void a_process_that_is_left() throws IOException {
        Result result = result(ground -> ground.launch().program(Hanging.class).start());
        assertThat(result.broken()).hasSize(2).allMatch(broken -> broken.contains("s: process "));
    }

    @Test
    void a_run_that_hangs() throws IOException {
        Result result =
                result(ground -> ground.launch().program(Hanging.class).start().await(SOON));
        assertThat(result.broken()).hasSize(2).allMatch(broken -> broken.startsWith("still running after"));
    }

    @Test
    void a_run_that_passes_where_it_has_to_fail() throws IOException {
        Result result = result(
                ground -> ground.launch().program(Passing.class).start().requireFailure(Duration.ofMinutes(1), "rain"));
        assertThat(result.broken()).hasSize(2).containsOnly("the run passed");
    }

    @Test
    void a_failure_that_says_something_else() throws IOException {
        Result result = result(
                ground -> ground.launch().program(Failing.class).start().requireFailure(Duration.ofMinutes(1), "snow"));
        assertThat(result.broken()).hasSize(2).containsOnly("did not say \"snow\": it rains");
    }

    @Test
    void what_this_machine_cannot_do_is_said() throws IOException {
        Result result = new Fault("a fault", "a promise", 1, ground -> {})
                .needing("no-such-program")
                .tried(work, 2);
        assertThat(result.broken()).isEmpty();
        assertThat(result).hasToString("0 | not tried: it needs no-such-program");
    }

    @Test
    void the_page_lists_what_is_tried() throws IOException {
        List<String> documented = Files.readString(DOCUMENT)
                .lines()
                .dropWhile(line -> !line.startsWith("| what goes wrong | what holds |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("\\|"))
                .map(cells -> cells[1].strip() + " | " + cells[2].strip())
                .toList();
        List<String> tried = Main.faults(new Random(), Duration.ofMinutes(10)).stream()
                .map(fault -> fault.name() + " | " + fault.promise())
                .toList();
        assertThat(documented).isEqualTo(tried);
    }

    private Result result(Attempt attempt) throws IOException {
        return new Fault("a fault", "a promise", 1, attempt).tried(work, 2);
    }
}
