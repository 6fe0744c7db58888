package dev.kubeuser.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.ClientLibrary;
import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/clients.md shows what runs and what exists. */
@RunsOnce
class DocumentationTest {

    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private final String page;

    DocumentationTest() throws IOException {
        this.page = Files.readString(Path.of("../docs/clients.md"));
    }

    @Test
    void shows_code_that_runs() throws IOException {
        String test = Files.readString(Path.of("src/test/java/dev/kubeuser/fabric8/WatcherRbacTest.java"));
        assertThat(JAVA.matcher(page).results().map(block -> block.group(1)))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(test).contains(block));
    }

    @Test
    void names_each_method_of_the_interface() {
        assertThat(Stream.of(ClientLibrary.class.getDeclaredMethods()).map(Method::getName))
                .allSatisfy(name -> assertThat(page).contains("`" + name));
    }
}
