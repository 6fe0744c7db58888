package dev.kubeuser.trial;

import dev.kubeuser.mutants.MutantResult;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of {@link MutationTrial}.
 *
 * @param out the stream that it prints to
 */
record TrialCommand(PrintStream out) {

    /** Returns whether all mutants were killed, except for equivalent ones. */
    boolean run(List<String> classNames) {
        if (classNames.isEmpty()) {
            throw new IllegalArgumentException("name test classes, for example com.example.DevelopersTest");
        }
        List<Class<?>> testClasses = new ArrayList<>();
        classNames.forEach(name -> testClasses.add(load(name)));
        List<TriedMutant> tried =
                MutationTrial.of(testClasses.toArray(Class<?>[]::new)).run();
        tried.forEach(mutant -> out.println("kubeuser: " + mutant));
        List<TriedMutant> survivors = tried.stream()
                .filter(mutant -> !mutant.isKilled() && mutant.judged().status() != MutantResult.Status.EQUIVALENT)
                .toList();
        out.println("kubeuser: " + survivors.size() + " of " + tried.size() + " mutants survived");
        return survivors.isEmpty();
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new IllegalArgumentException("there is no class " + name + " on the class path", missing);
        }
    }
}
