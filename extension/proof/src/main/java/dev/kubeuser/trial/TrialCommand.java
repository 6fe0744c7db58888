package dev.kubeuser.trial;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of {@link MutationTrial}.
 *
 * @param out the stream that it prints to
 */
record TrialCommand(PrintStream out) {

    /** Returns whether all mutants were killed. */
    boolean run(List<String> classNames) {
        if (classNames.isEmpty()) {
            throw new IllegalArgumentException("name test classes, for example com.example.ReleaseOnlyTest");
        }
        List<Class<?>> testClasses = new ArrayList<>();
        classNames.forEach(name -> testClasses.add(load(name)));
        return print(
                MutationTrial.ofAdmission(testClasses.toArray(Class<?>[]::new)).run());
    }

    /** Prints each. Returns as {@link #run}. */
    boolean print(List<TriedMutant> tried) {
        tried.forEach(mutant -> out.println("kubeuser: " + mutant));
        long survivors = tried.stream().filter(mutant -> !mutant.isKilled()).count();
        out.println("kubeuser: " + survivors + " of " + tried.size() + " mutants survived");
        return survivors == 0;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new IllegalArgumentException("there is no class " + name + " on the class path", missing);
        }
    }
}
