// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.ClientLibrary;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/clients.md names what exists. */
@RunsOnce
class DocumentationTest {

    private final String page;

    DocumentationTest() throws IOException {
        this.page = Files.readString(SourceTree.file("docs/clients.md"));
    }

    @Test
    void names_each_method_of_the_interface() {
        assertThat(Stream.of(ClientLibrary.class.getDeclaredMethods()).map(Method::getName))
                .allSatisfy(name -> assertThat(page).contains("`" + name));
    }
}
