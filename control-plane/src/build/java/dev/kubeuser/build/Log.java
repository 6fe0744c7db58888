package dev.kubeuser.build;

import java.io.IOException;
import java.time.Duration;

/**
 * What a person may read while a control plane is built.
 *
 * @param name what each line begins with
 */
record Log(String name) {

    interface Step {
        void run() throws IOException, InterruptedException;
    }

    void say(String text) {
        System.out.println(name + ": " + text);
    }

    void timed(String what, Step step) throws IOException, InterruptedException {
        long start = System.nanoTime();
        step.run();
        say(what + " took " + since(start));
    }

    static String since(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s";
    }
}
