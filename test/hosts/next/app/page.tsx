import Link from "next/link";

// oxlint-disable-next-line import/no-default-export -- what Next renders
export default function Home() {
  return (
    <main>
      <h1>Home</h1>
      <Link href="/accounts">Accounts</Link>
    </main>
  );
}
