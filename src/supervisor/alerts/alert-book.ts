import type { Alert } from "../../domain/alert.ts";
import type { QuietHours } from "../../domain/alerting/quiet-hours.ts";
import type { AlertChange } from "../../domain/alerting/reconcile.ts";
import type { Sink } from "../../sinks/sink.ts";
import {
  acknowledgeAlert,
  closeAlert,
  forgetAlert,
  raiseAlert,
  reopenAlert,
  repeatAlert,
  resolveAlert,
  updateAlert,
} from "../../store/alerts.ts";
import { addDeliveries, addResolutions, resumeDeliveries } from "../../store/deliveries.ts";
import type { Transaction } from "../../store/store.ts";
import { addresseesOf, resolutionAddressees, tellableFrom } from "./addressees.ts";

/** Changes alerts together with what is to be told of them, in one transaction. */
export class AlertBook {
  readonly #sinks: readonly Sink[];
  readonly #quiet: QuietHours | null;

  constructor(sinks: readonly Sink[], quiet: QuietHours | null) {
    this.#sinks = sinks;
    this.#quiet = quiet;
  }

  apply(tx: Transaction, change: AlertChange): void {
    switch (change.do) {
      case "raise":
        this.#tell(tx, raiseAlert(tx, change.condition), "raised");
        break;
      case "repeat":
        this.#tell(tx, repeatAlert(tx, change.alert.id, change.condition), "repeated");
        break;
      case "reopen":
        reopenAlert(tx, change.alert.id, change.condition);
        resumeDeliveries(tx, change.alert.id, tellableFrom(tx.at, change.condition, this.#quiet));
        break;
      case "update":
        updateAlert(tx, change.alert.id, change.condition);
        break;
      case "resolve":
        this.tellEnd(tx, resolveAlert(tx, change.alert.id, change.by));
        break;
      case "forget":
        forgetAlert(tx, change.alert.id);
        break;
    }
  }

  acknowledge(tx: Transaction, alert: Alert): Alert {
    const seen = acknowledgeAlert(tx, alert);
    if (seen.state === "resolved") this.tellEnd(tx, seen);
    return seen;
  }

  close(tx: Transaction, alert: Alert): Alert {
    const closed = closeAlert(tx, alert);
    this.tellEnd(tx, closed);
    return closed;
  }

  /** That a resolved alert is over goes to those who were told of it and want to know. */
  tellEnd(tx: Transaction, alert: Alert): void {
    addResolutions(tx, alert, resolutionAddressees(this.#sinks, alert, tx.at, this.#quiet));
  }

  #tell(tx: Transaction, alert: Alert, news: "raised" | "repeated"): void {
    addDeliveries(tx, alert, news, addresseesOf(this.#sinks, alert, tx.at, this.#quiet));
  }
}
