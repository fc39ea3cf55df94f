import { chromium } from '@playwright/test';
const args=['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync'];
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args});
const base=process.env.BASE||'http://127.0.0.1:3000';
async function run(tag,opts,card,pin,prefix,paths){
  const c=await b.newContext(opts);const p=await c.newPage();
  p.on('console',m=>{if(m.type()!='log')console.log(tag,m.type(),m.text())});p.on('pageerror',e=>console.log(tag,'ERR',e.message));
  await p.goto(base+prefix+'/sign-in');await p.waitForTimeout(400);await p.screenshot({path:`/tmp/shots/${tag}-signin.png`});
  await p.fill('#cardnumber',card);await p.fill('#pin',pin);await p.click('button[type=submit].button');
  await p.waitForURL('**/my-data');
  for(const [n,u] of paths){await p.goto(base+prefix+u);await p.waitForTimeout(200);await p.screenshot({path:`/tmp/shots/${tag}-${n}.png`,fullPage:n!='hist'});}
  await c.close();
}
const P=[['home','/my-data'],['identity','/my-data/identity'],['fees','/my-data/fees'],['hist','/my-data/checkout-history'],['take','/my-data/take-away'],['sec','/security'],['empty','/my-data/restrictions'],['404','/nope']];
await run('desk',{viewport:{width:1280,height:900}},'290100001001','1001','',P);
await run('phone',{viewport:{width:390,height:844},deviceScaleFactor:2,isMobile:true,hasTouch:true},'2070000001','0001','/fi',P);
await run('dark',{viewport:{width:1280,height:900},colorScheme:'dark'},'290100001001','1001','/fi',P.slice(0,4));
await run('nojs',{viewport:{width:390,height:844},javaScriptEnabled:false},'2070000002','0002','/fi',P.slice(0,2));
await b.close();
