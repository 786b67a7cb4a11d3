package dev.snapkeeper.snapshot;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.datadir.Zxid;
import java.util.Optional;

/**
 * What a txn log holds.
 *
 * @param first zxid of the first transaction, if there is any
 * @param last the highest zxid of a transaction that is whole
 * @param transactions how many are whole
 * @param dataBytes where they end; what follows in the file was set aside, or torn
 * @param fault what is wrong with the file, if anything is
 */
public record TxnLogSummary(
    Optional<Zxid> first,
    Optional<Zxid> last,
    long transactions,
    long dataBytes,
    Optional<String> fault) {

  public TxnLogSummary {
    requireNonNull(first);
    requireNonNull(last);
    requireNonNull(fault);
  }

  static TxnLogSummary none(String fault) {
    return new TxnLogSummary(Optional.empty(), Optional.empty(), 0, 0, Optional.of(fault));
  }
}
