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

    private static final String OF_ADMISSION = "--admission";

    /** Returns whether all mutants were killed, except for equivalent ones. */
    boolean run(List<String> arguments) {
        boolean isOfAdmission = !arguments.isEmpty() && arguments.get(0).equals(OF_ADMISSION);
        List<String> classNames = isOfAdmission ? arguments.subList(1, arguments.size()) : arguments;
        if (classNames.isEmpty()) {
            throw new IllegalArgumentException("name test classes, for example com.example.DevelopersTest");
        }
        List<Class<?>> testClasses = new ArrayList<>();
        classNames.forEach(name -> testClasses.add(load(name)));
        MutationTrial trial = MutationTrial.of(testClasses.toArray(Class<?>[]::new));
        return print((isOfAdmission ? trial.ofAdmission() : trial).run());
    }

    /** Prints each, and below a survivor an assertion that kills it, if one is known. Returns as {@link #run}. */
    boolean print(List<TriedMutant> tried) {
        List<TriedMutant> survivors =
                tried.stream().filter(TrialCommand::isToBeKilled).toList();
        for (TriedMutant mutant : tried) {
            out.println("kubeuser: " + mutant);
            if (survivors.contains(mutant)) {
                mutant.assertion().ifPresent(out::println);
            }
        }
        out.println("kubeuser: " + survivors.size() + " of " + tried.size() + " mutants survived");
        return survivors.isEmpty();
    }

    private static boolean isToBeKilled(TriedMutant mutant) {
        return !mutant.isKilled() && mutant.judged().status() != MutantResult.Status.EQUIVALENT;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new IllegalArgumentException("there is no class " + name + " on the class path", missing);
        }
    }
}
