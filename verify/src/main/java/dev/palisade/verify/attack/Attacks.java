package dev.palisade.verify.attack;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All attacks, by name. */
public final class Attacks {

    private static final List<Class<?>> ALL = List.of(
            TokenAttacks.class, OAuthAttacks.class, MutualTlsAttacks.class, GatewayAttacks.class, ShopAttacks.class);

    private Attacks() {}

    /** The control of each attack, by the attack's {@code Class.method}. */
    public static Map<String, String> controls() {
        Map<String, String> controls = new TreeMap<>();
        methods()
                .forEach((name, method) ->
                        controls.put(name, method.getAnnotation(Attack.class).value()));
        return controls;
    }

    /**
     * Makes an attack.
     *
     * @return what it saw
     * @throws NotPossibleException when it cannot be made on this platform
     */
    public static List<Finding> make(String name, Scene scene) {
        Method method = methods().get(name);
        if (method == null) {
            throw new IllegalArgumentException("There is no attack " + name);
        }
        Findings findings = new Findings();
        try {
            method.invoke(null, scene, findings);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Forge.NotHereException notHere) {
                throw new NotPossibleException(String.valueOf(notHere.getMessage()));
            }
            findings.holds("the attack comes to its end", false, String.valueOf(e.getCause()));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        return findings.all();
    }

    private static Map<String, Method> methods() {
        Map<String, Method> methods = new TreeMap<>();
        ALL.forEach(type -> Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Attack.class))
                .forEach(method -> methods.put(type.getSimpleName() + "." + method.getName(), method)));
        return methods;
    }

    /** It cannot be made here; the message says why. */
    public static final class NotPossibleException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotPossibleException(String message) {
            super(message);
        }
    }
}
