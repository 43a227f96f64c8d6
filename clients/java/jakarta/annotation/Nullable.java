// The one that jakarta.annotation-api holds, for a compilation without it.
package jakarta.annotation;

public @interface Nullable {}
