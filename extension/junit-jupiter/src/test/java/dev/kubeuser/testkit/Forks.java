// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Java processes that run the same test class at the same time.
 *
 * @param all in the order in which they were started
 */
public record Forks(List<ChildJvm> all) implements AutoCloseable {

    public static Forks start(int number, Path directory, Class<?> testClass, String... options) throws IOException {
        Forks forks = new Forks(new ArrayList<>());
        for (int fork = 0; fork < number; fork++) {
            forks.all().add(ChildJvm.start(directory, testClass, options));
        }
        return forks;
    }

    @Override
    public void close() throws IOException {
        for (ChildJvm fork : all) {
            fork.close();
        }
    }
}
