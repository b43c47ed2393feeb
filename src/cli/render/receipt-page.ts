import type { ReceiptView } from "../../api/contract/receipt.ts";
import type { Screen } from "../terminal.ts";
import { columnsOf, cut, inert, padTo, wrap } from "./text.ts";
import { usageWords } from "./usage-words.ts";

const VERDICTS = {
  proven: ["✓", "green"],
  unproven: ["✗", "red"],
  underway: ["…", "yellow"],
  dropped: ["-", "dim"],
} as const;
const STEP = 2;

/** A receipt with its proofs and commits, and below it those of its parts. */
export function receiptLines(receipt: ReceiptView, screen: Screen, depth = 0): string[] {
  const { proofs, commits, parts } = receipt;
  return [
    headLine(receipt, screen, depth),
    ...proofLines(proofs, screen, depth + 1),
    ...commitLines(commits, screen, depth + 1),
    ...parts.flatMap((part) =>
      part.parts.length > 0 ? receiptLines(part, screen, depth + 1) : shortLines(part, screen, depth + 1),
    ),
  ];
}

/** What proves a task is that of its last session: of a session only what is missing is told. */
const shortLines = (receipt: ReceiptView, screen: Screen, depth: number): string[] => [
  headLine(receipt, screen, depth),
  ...proofLines(
    receipt.proofs.filter(({ met }) => met !== true),
    screen,
    depth + 1,
  ),
];

function headLine(
  { subject, verdict, usage }: ReceiptView,
  { paint, columns }: Screen,
  depth: number,
): string {
  const [mark, color] = VERDICTS[verdict];
  const used = usage ? paint.dim(`  ${usageWords({ ...usage, byModel: {} })}`) : "";
  return cut(
    `${" ".repeat(depth * STEP)}${paint[color](mark)} ${inert(subject)} ${paint[color](verdict)}${used}`,
    columns,
  );
}

function proofLines(proofs: ReceiptView["proofs"], { paint, columns }: Screen, depth: number): string[] {
  const width = Math.max(0, ...proofs.map(({ name }) => columnsOf(name)));
  const indent = depth * STEP + width + 4;
  return proofs.flatMap(({ name, met, detail }) => {
    const mark = met === null ? paint.yellow("?") : met ? paint.green("✓") : paint.red("✗");
    const [first = "", ...more] = wrap(inert(detail), columns, indent);
    return [`${" ".repeat(depth * STEP)}${mark} ${padTo(name, width)}  ${first}`, ...more];
  });
}

const commitLines = (commits: ReceiptView["commits"], { paint, columns }: Screen, depth: number): string[] =>
  commits.map(({ id, subject }) =>
    cut(`${" ".repeat(depth * STEP + 2)}${paint.dim(id.slice(0, 9))} ${inert(subject)}`, columns),
  );
