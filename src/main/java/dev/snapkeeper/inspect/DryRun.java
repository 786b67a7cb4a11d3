package dev.snapkeeper.inspect;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.plan.PurgePlan;
import java.util.Optional;

/** What a purge of the same directory would come to. */
public sealed interface DryRun {

  /** The plan that it would carry out. */
  record Planned(PurgePlan purgePlan) implements DryRun {
    public Planned {
      requireNonNull(purgePlan);
    }

    @Override
    public Optional<PurgePlan> plan() {
      return Optional.of(purgePlan);
    }
  }

  /**
   * Nobody can tell.
   *
   * @param why for a person
   */
  record Unknown(String why) implements DryRun {
    public Unknown {
      requireNonNull(why);
    }

    @Override
    public Optional<PurgePlan> plan() {
      return Optional.empty();
    }
  }

  /** The plan, where there is one. */
  Optional<PurgePlan> plan();
}
