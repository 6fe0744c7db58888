package dev.kubeuser.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DocumentationTest {

    private static final Path DOCUMENT = Path.of("../../docs/development/campaign.md");
    private static final String HEAD = "| what goes wrong | what holds |";

    @Test
    void lists_what_is_tried() throws IOException {
        List<String> documented = Files.readString(DOCUMENT)
                .lines()
                .dropWhile(line -> !line.startsWith(HEAD))
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
}
